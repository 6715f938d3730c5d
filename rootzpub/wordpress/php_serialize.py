"""PHP's `serialize()` format, read without PHP: what WordPress keeps in options and meta.

Invariants: reading builds plain values only (no object of any class comes alive) and costs at most in proportion to the
bytes: depth, counts and lengths are checked before anything is allocated. Anything broken is `MalformedInput`, as
WordPress itself makes `false` of it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rootzpub.errors import MalformedInput

Value = None | bool | int | float | str | dict["int | str", "Value"]
"""Arrays and objects are dicts in PHP's order; an object's members lose their visibility marks."""

# Reading is recursive: depth must end before Python's own limit does, and far beyond any option of WordPress.
MOST_DEPTH = 100
MOST_BYTES = 32 << 20
# Python's own `int` and `float` take more than PHP writes (`1_000`, blanks, `infinity`).
_NUMBER = re.compile(rb"[-+]?[0-9]{1,20}")
_DECIMAL = re.compile(rb"[-+]?(?:INF|(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?)|NAN")
_SMALL = 1_000
"""Values that references may repeat beyond one for each byte."""
_SMALLEST_ITEM = 4
"""Bytes that any element of an array takes at least (`i:0;`, `N;` behind a key): bounds what a count may claim."""


def php_value(text: str | bytes) -> Value:
    """The value of a serialised text. Strings count bytes: UTF-8 is tried, then Windows-1252 of old databases.

    Raises:
        MalformedInput: it is not whole, too deep, too long, or no serialisation.
    """
    if isinstance(text, bytes):
        return _Reader(text).read_all()
    try:
        # Lengths count the bytes that PHP stored, so text becomes bytes again before anything is counted.
        return _Reader(text.encode("utf-8", "surrogatepass")).read_all()
    except MalformedInput:
        try:
            # In a latin1 database the lengths fit the bytes that were there before the connection made UTF-8 of them.
            old = text.encode("cp1252")
        except UnicodeEncodeError:
            raise _broken() from None
        return _Reader(old, "cp1252").read_all()


def php_array(text: str | bytes) -> Mapping[int | str, Value]:
    """The same where an array is expected: anything else, broken or not, is an empty one."""
    try:
        value = php_value(text)
    except MalformedInput:
        return {}
    return value if isinstance(value, dict) else {}


@dataclass(slots=True)
class _Reader:
    data: bytes
    encoding: str = "utf-8"
    position: int = 0
    depth: int = 0
    slots: list[Value] = field(default_factory=list)
    """Every value read so far in PHP's numbering, for references."""
    count: int = 0
    """Values so far, those that references repeat counted each time: who walks the result meets so many."""
    counts: dict[int, int] = field(default_factory=dict)
    """Of each container, by its place in `slots`."""

    def read_all(self) -> Value:
        if len(self.data) > MOST_BYTES:
            raise MalformedInput(f"a PHP serialisation is longer than {MOST_BYTES >> 20} MiB")
        value = self._value()
        if self.data[self.position :].strip():
            raise _broken()
        return value

    def _value(self) -> Value:
        mark = self._take(1)
        self.count += 1
        if mark == b"N":
            self._expect(b";")
            return self._slot(None)
        read = _READERS.get(mark)
        if read is None:
            raise _broken()
        self._expect(b":")
        return read(self)

    def _slot(self, value: Value) -> Value:
        self.slots.append(value)
        return value

    def boolean(self) -> Value:
        return self._slot(self._number(b";") != 0)

    def integer(self) -> Value:
        return self._slot(self._number(b";"))

    def decimal(self) -> Value:
        text = self._until(b";")
        if not _DECIMAL.fullmatch(text):
            raise _broken()
        return self._slot(float(text))

    def string(self) -> Value:
        text = self._quoted()
        self._expect(b";")
        return self._slot(text)

    def enumeration(self) -> Value:
        """`E:11:"Suit:Hearts";`: the case's name."""
        text = self._quoted()
        self._expect(b";")
        return self._slot(text.partition(":")[2])

    def array(self) -> Value:
        return self._members(self._number(b":"))

    def instance(self) -> Value:
        """`O:8:"stdClass":1:{…}`: its members; the class does not matter to us."""
        self._quoted()
        self._expect(b":")
        return self._members(self._number(b":"))

    def custom(self) -> Value:
        """`C:5:"Class":3:{…}`: a class's own format, which only the class could read."""
        self._quoted()
        self._expect(b":")
        length = self._number(b":")
        self._expect(b"{")
        self._take(length)
        self._expect(b"}")
        return self._slot(None)

    def reference(self) -> Value:
        """`R:2;`: the very value read as number 2 (None while that is still being read)."""
        # No slot of its own, unlike `copy`: PHP counts values, and this one was counted where it stood first.
        return self._referred()[0]

    def copy(self) -> Value:
        """`r:2;`: the same object again, which counts as a value of its own."""
        value, count = self._referred()
        self.counts[len(self.slots)] = count
        return self._slot(value)

    def _referred(self) -> tuple[Value, int]:
        """The value and how many it holds; None and 0 for one that would make the result large beyond its bytes."""
        number = self._number(b";")
        if not 1 <= number <= len(self.slots):
            raise _broken()
        count = self.counts.get(number - 1, 0)
        if self.count + count > len(self.data) + _SMALL:
            return None, 0
        self.count += count
        return self.slots[number - 1], count

    def _members(self, count: int) -> Value:
        # Against the bytes that are left, before anything is built: `a:999999999:{` must not cost memory.
        if not 0 <= count <= (len(self.data) - self.position) // _SMALLEST_ITEM:
            raise _broken()
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise MalformedInput(f"a PHP serialisation is nested deeper than {MOST_DEPTH}")
        self._expect(b"{")
        # PHP numbers a container before its members, so its place is taken before it is read.
        place, before = len(self.slots), self.count
        self.slots.append(None)
        members: dict[int | str, Value] = {}
        for _ in range(count):
            key = self._key()
            members[key] = self._value()
        self._expect(b"}")
        self.slots[place] = members
        self.counts[place] = self.count - before
        self.depth -= 1
        return members

    def _key(self) -> int | str:
        mark = self._take(1)
        self._expect(b":")
        if mark == b"i":
            return self._number(b";")
        if mark != b"s":
            raise _broken()
        text = self._quoted()
        self._expect(b";")
        # Protected and private members are stored as `\0*\0name` and `\0Class\0name`.
        return text.rpartition("\0")[2]

    def _quoted(self) -> str:
        length = self._number(b":")
        self._expect(b'"')
        text = self._take(length)
        self._expect(b'"')
        try:
            return text.decode(self.encoding)
        except UnicodeDecodeError:
            # The length fitted, so the serialisation is sound; only this text holds bytes of another character set.
            return text.decode("utf-8", "replace")

    def _number(self, end: bytes) -> int:
        text = self._until(end)
        if not _NUMBER.fullmatch(text):
            raise _broken()
        return int(text)

    def _until(self, end: bytes) -> bytes:
        # Numbers are short. A search to the end of the data for each of them would be quadratic.
        stop = self.data.find(end, self.position, self.position + 64)
        if stop < 0:
            raise _broken()
        text = self.data[self.position : stop]
        self.position = stop + 1
        return text

    def _take(self, length: int) -> bytes:
        taken = self.data[self.position : self.position + length]
        if length < 0 or len(taken) != length:
            raise _broken()
        self.position += length
        return taken

    def _expect(self, wanted: bytes) -> None:
        if self._take(len(wanted)) != wanted:
            raise _broken()


_READERS: Mapping[bytes, Callable[[_Reader], Value]] = {
    b"b": _Reader.boolean,
    b"i": _Reader.integer,
    b"d": _Reader.decimal,
    b"s": _Reader.string,
    b"a": _Reader.array,
    b"O": _Reader.instance,
    b"C": _Reader.custom,
    b"E": _Reader.enumeration,
    b"R": _Reader.reference,
    b"r": _Reader.copy,
}


def _broken() -> MalformedInput:
    return MalformedInput(
        "a PHP serialisation is broken or cut off", hint="WordPress ignores such a value, and so do we"
    )
