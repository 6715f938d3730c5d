"""Expressions of PHP: read once, then a function from what is known to a value. Precedence: PHP manual, "Operators"."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise

from rootzpub.wordpress.php_config.functions import called
from rootzpub.wordpress.php_config.scope import ExitError, Scope
from rootzpub.wordpress.php_config.tokens import END, Part, Token
from rootzpub.wordpress.php_config.values import (
    UNKNOWN,
    Value,
    alike,
    bounded,
    is_known,
    negated,
    same,
    shown,
    truth,
    whole,
)

Expression = Callable[[Scope], Value]
Link = Callable[[Expression], Expression]
"""What stands behind a value: an operator with its right side, a key."""
Include = Callable[[Scope, Value, bool], Value]

# Levels of nesting. Each costs several frames of Python's own stack, which must not be what ends the reading.
MOST_DEPTH = 60
# A higher number binds tighter. The order is PHP 8's, where `.` binds looser than `+` and `-`.
_BINARY = {"or": 1, "xor": 2, "and": 3, "??": 7, "||": 8, "&&": 9, "|": 10, "^": 11, "&": 12}
_BINARY |= dict.fromkeys(("==", "!=", "===", "!==", "<>", "<=>"), 13) | dict.fromkeys(("<", ">", "<=", ">="), 14)
_BINARY |= {".": 16} | dict.fromkeys("+-", 17) | dict.fromkeys("*/%", 18)
_TERNARY = 6
_TIGHT = 20
_CASTS = {"string", "int", "integer", "bool", "boolean", "array", "float", "double", "object"}
_INCLUDES = {"include": False, "include_once": True, "require": False, "require_once": True}
_CONSTANTS: dict[str, Value] = {
    "true": True,
    "false": False,
    "null": None,
    "php_eol": "\n",
    "directory_separator": "/",
    "mysqli_client_compress": 32,
    "mysqli_client_ssl_dont_verify_server_cert": 64,
    "mysqli_client_ssl": 2048,
    "mysqli_client_ssl_verify_server_cert": 1 << 30,
}
# Members of `$_SERVER` that only a request has: what depends on them is unknown (decision 0009).
_OF_REQUESTS = (
    *("HTTP_HOST", "HTTPS", "SERVER_NAME", "SERVER_PORT", "SERVER_ADDR", "SERVER_PROTOCOL", "SERVER_SOFTWARE"),
    *("REQUEST_URI", "REQUEST_METHOD", "REQUEST_SCHEME", "REQUEST_TIME", "REMOTE_ADDR", "REMOTE_PORT", "REMOTE_USER"),
    *("DOCUMENT_ROOT", "SCRIPT_NAME", "SCRIPT_FILENAME", "PHP_SELF", "QUERY_STRING", "PATH_INFO", "argv", "argc"),
)


class UnreadableError(Exception):
    """A piece of PHP that we do not read."""


class Parser:
    """Reads tokens one after another; `statements` builds on it."""

    def __init__(self, tokens: list[Token], include: Include) -> None:
        self.tokens = tokens
        self.at = 0
        self.unreadable: set[int] = set()
        """Where statements begin that were tried and cannot be read."""
        self._depth = 0
        self._include = include

    def peek(self, ahead: int = 0) -> Token:
        """A token that is still to be read."""
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else END

    def takes(self, sign: str) -> bool:
        """Whether a sign (or a word, in any case) comes next; it is read then."""
        token = self.peek()
        if token.kind in {"sign", "name"} and token.text.lower() == sign:
            self.at += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        """Read a sign. Raises UnreadableError where another comes."""
        if not self.takes(sign):
            raise UnreadableError(sign)

    def expression(self, lowest: int = 0) -> Expression:
        """The expression that comes next, of operators that bind at least so tight."""
        with self.deeper():
            first, links = self._unary(), list[Link]()
            while (level := self._level()) is not None and level >= lowest:
                sign = self.peek().text.lower()
                self.at += 1
                if sign == "?":
                    links.append(self._ternary())
                else:
                    # `??` groups to the right, all others to the left.
                    links.append(partial(_joined, sign, self.expression(level if sign == "??" else level + 1)))
        return _chained(first, links)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level more. Raises UnreadableError where there are too many."""
        if self._depth > MOST_DEPTH:
            raise UnreadableError("too deep")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def arguments(self, end: str = ")") -> list[Expression]:
        """Expressions with commas between, up to a closing sign."""
        found: list[Expression] = []
        while not self.takes(end):
            if found:
                self.expect(",")
                if self.takes(end):
                    break
            found.append(self.expression())
        return found

    def _level(self) -> int | None:
        token = self.peek()
        if token.kind not in {"sign", "name"}:
            return None
        return _TERNARY if token.text == "?" else _BINARY.get(token.text.lower())

    def _ternary(self) -> Link:
        first = None if self.takes(":") else self.expression()
        if first:
            self.expect(":")
        second = self.expression(_TERNARY + 1)
        return lambda condition: _chosen(condition, first, second)

    def _unary(self) -> Expression:
        if self.takes("!"):
            operand = self.expression(_TIGHT)
            return lambda scope: negated(operand(scope))
        if self.takes("@"):
            return self.expression(_TIGHT)
        if self.peek().text == "(" and self.peek(1).text.lower() in _CASTS and self.peek(2).text == ")":
            return self._cast()
        return self._after(self._primary())

    def _cast(self) -> Expression:
        kind = self.peek(1).text.lower()
        self.at += 3
        operand = self.expression(_TIGHT)
        return lambda scope: _cast_to(kind, operand(scope))

    def _after(self, value: Expression) -> Expression:
        """What may stand behind a value: keys in brackets; members of objects are unknown."""
        links: list[Link] = []
        while True:
            if self.takes("["):
                links.append(partial(_at, self.expression()))
                self.expect("]")
            elif self.peek().text in {"->", "?->", "::"} or (self.peek().text == "(" and self.peek(-1).text == ")"):
                raise UnreadableError(self.peek().text)
            else:
                return _chained(value, links)

    def _primary(self) -> Expression:
        token = self.peek()
        self.at += 1
        if token.kind in _LITERALS:
            value = _LITERALS[token.kind]
            return lambda scope: value(token, scope)
        if token.kind == "variable":
            return self._variable(token.text[1:])
        if token.kind == "name":
            return self._named(token.text)
        if token.text == "[":
            return self._array("]")
        if token.text != "(":
            raise UnreadableError(token.text)
        inner = self.expression()
        self.expect(")")
        return inner

    def _variable(self, name: str) -> Expression:
        if name == "GLOBALS" and self.peek().text == "[" and self.peek(1).kind == "text" and self.peek(2).text == "]":
            name = self.peek(1).text
            self.at += 3
        for sign in ("=", ".=", "??="):
            if self.takes(sign):
                return _assigned(name, sign, self.expression(_TERNARY))
        return lambda scope: _variable(scope, name)

    def _named(self, name: str) -> Expression:
        word = name.lower()
        if word in _INCLUDES:
            operand = self.expression(_TERNARY)
            return lambda scope: self._include(scope, operand(scope), _INCLUDES[word])
        if word in {"exit", "die", "__halt_compiler"}:
            if self.takes("("):
                self.arguments()
            return _exit
        if self.takes("("):
            return self._array(")") if word == "array" else self._call(word)
        if word in {"function", "fn", "new", "static", "match", "clone", "yield", "throw", "list"}:
            raise UnreadableError(word)
        return lambda scope: _constant(scope, name)

    def _call(self, word: str) -> Expression:
        start = self.at
        arguments = self.arguments()
        if word in _SPECIAL:
            return lambda scope: _SPECIAL[word](scope, [argument(scope) for argument in arguments])
        # A function that we do not have may take a variable by reference and set it.
        inside = self.tokens[start : self.at]
        handed = [one.text[1:] for one, sign in pairwise(inside) if _is_alone(one, sign)]

        def call(scope: Scope) -> Value:
            value = called(word, scope, [argument(scope) for argument in arguments])
            if value is UNKNOWN:  # it may have changed what it was handed
                scope.variables |= dict.fromkeys(handed, UNKNOWN)
            return value

        return call

    def _array(self, end: str) -> Expression:
        items: list[tuple[Expression | None, Expression]] = []
        while not self.takes(end):
            first = self.expression()
            items.append((first, self.expression()) if self.takes("=>") else (None, first))
            if not self.takes(","):
                self.expect(end)
                break
        return lambda scope: _array(scope, items)


_LITERALS: dict[str, Callable[[Token, Scope], Value]] = {
    "text": lambda token, _: token.text,
    "number": lambda token, _: whole(token.text[2:], 16) if token.text[1:2] in {"x", "X"} else whole(token.text),
    "template": lambda token, scope: _filled(token.parts, scope),
}


def _chained(first: Expression, links: Sequence[Link]) -> Expression:
    """A value and what stands behind it, one after another: a long chain takes no more stack than a short one."""
    if not links:
        return first

    def run(scope: Scope) -> Value:
        value = first(scope)
        for link in links:
            value = link(partial(_had, value))(scope)
        return value

    return run


def _had(value: Value, _: Scope) -> Value:
    return value


def _is_alone(token: Token, following: Token) -> bool:
    return token.kind == "variable" and following.text in {",", ")"}


def _array(scope: Scope, items: list[tuple[Expression | None, Expression]]) -> Value:
    made: dict[int | str, Value] = {}
    largest = None
    for key, value in items:
        # PHP counts on from the largest number so far, not from the number of items.
        name = key(scope) if key else 0 if largest is None else largest + 1
        if not isinstance(name, int | str):
            return UNKNOWN
        if isinstance(name, int):
            largest = name if largest is None else max(largest, name)
        made[name] = value(scope)
    return made


def _at(key: Expression, value: Expression) -> Expression:
    def look(scope: Scope) -> Value:
        holder, name = value(scope), key(scope)
        if not isinstance(holder, dict) or not isinstance(name, int | str):
            return UNKNOWN
        # Any header of a visitor's may be there (`HTTP_X_FORWARDED_PROTO`): unknown, not missing.
        return UNKNOWN if str(name).startswith("HTTP_") and name not in holder else holder.get(name)

    return look


def _assigned(name: str, sign: str, value: Expression) -> Expression:
    def assign(scope: Scope) -> Value:
        made = value(scope)
        if sign == ".=":
            made = _concatenated(_variable(scope, name), made)
        elif sign == "??=":
            # A variable that is missing here may have been set by a piece that was passed over: no guess.
            made = UNKNOWN if name not in scope.variables or scope.variables[name] is None else scope.variables[name]
        scope.variables[name] = made
        return made

    return assign


def _variable(scope: Scope, name: str) -> Value:
    if name == "_ENV":
        return {name: value for name, value in scope.environment.items()}  # noqa: C416 a dict of another type
    if name == "_SERVER":
        return _server(scope.environment)
    return scope.variables.get(name, UNKNOWN)


def _server(environment: Mapping[str, str]) -> dict[int | str, Value]:
    """`$_SERVER`: the environment, and what a web server tells of a request, which nobody knows here."""
    of_requests: dict[int | str, Value] = dict.fromkeys(_OF_REQUESTS, UNKNOWN)
    # A shell's environment cannot say what the headers of a request will be.
    of_requests |= {name: value for name, value in environment.items() if not name.startswith("HTTP_")}
    return of_requests


def _constant(scope: Scope, name: str) -> Value:
    if name == "__DIR__":
        return str(scope.file.parent)
    if name == "__FILE__":
        return str(scope.file)
    # PHP's own constants are the same in any case; those that are defined are not.
    return scope.constants.get(name, _CONSTANTS.get(name.lower(), UNKNOWN))


def _filled(parts: tuple[Part, ...] | None, scope: Scope) -> Value:
    if parts is None:
        return UNKNOWN
    texts = [part if isinstance(part, str) else shown(_part(part, scope)) for part in parts]
    known = [text for text in texts if text is not None]
    return bounded("".join(known)) if len(known) == len(texts) else UNKNOWN


def _part(part: tuple[str, str], scope: Scope) -> Value:
    value = _variable(scope, part[0])
    if isinstance(value, dict):
        return value.get(part[1])
    return UNKNOWN if part[1] else value


def _concatenated(one: Value, other: Value) -> Value:
    first, second = shown(one), shown(other)
    return UNKNOWN if first is None or second is None else bounded(first + second)


def _cast_to(kind: str, value: Value) -> Value:
    text = shown(value)
    if kind == "string" and text is not None:
        return text
    if kind.startswith("bool"):
        return truth(value)
    if kind.startswith("int") and text is not None:
        return whole(text or "0") if (text or "0").isdecimal() else UNKNOWN
    return UNKNOWN


def _chosen(condition: Expression, first: Expression | None, second: Expression) -> Expression:
    """`a ? b : c`, and `a ?: c` where there is no b."""

    def choose(scope: Scope) -> Value:
        value = condition(scope)
        taken = truth(value)
        if taken is UNKNOWN:
            # Both ways are taken, and what they agree upon is known: nothing is guessed (decision 0009).
            return scope.alternatives(first or (lambda _: value), second)
        if taken:
            return first(scope) if first else value
        return second(scope)

    return choose


def _joined(sign: str, right: Expression, left: Expression) -> Expression:
    # The right side may set something (`defined('X') or define('X', …)`), so it runs only where the left one lets it.
    if sign in {"&&", "and"}:
        return _chosen(left, lambda scope: truth(right(scope)), lambda _: False)
    if sign in {"||", "or"}:
        return _chosen(left, lambda _: True, lambda scope: truth(right(scope)))
    if sign == "??":
        return lambda scope: _first_set(left(scope), scope, right)
    return lambda scope: _computed(sign, left(scope), right(scope))


def _first_set(value: Value, scope: Scope, other: Expression) -> Value:
    if not is_known(value):
        return scope.alternatives(lambda _: UNKNOWN, other)
    return other(scope) if value is None else value


def _computed(sign: str, one: Value, other: Value) -> Value:
    if sign == ".":
        return _concatenated(one, other)
    comparisons = {"===": same, "==": alike, "!==": same, "!=": alike, "<>": alike}
    if sign in comparisons:
        result = comparisons[sign](one, other)
        return result if sign in {"===", "=="} else negated(result)
    if isinstance(one, int) and isinstance(other, int):
        numbers = {"|": one | other, "&": one & other, "+": one + other, "-": one - other}
        return bounded(numbers.get(sign, UNKNOWN))
    return UNKNOWN


def _exit(scope: Scope) -> Value:
    del scope
    raise ExitError


def _define(scope: Scope, arguments: list[Value]) -> Value:
    name = arguments[0] if arguments else UNKNOWN
    if isinstance(name, str):
        scope.define(name, arguments[1] if len(arguments) > 1 else UNKNOWN)
    return UNKNOWN


def _defined(scope: Scope, arguments: list[Value]) -> Value:
    name = arguments[0] if arguments else UNKNOWN
    if not isinstance(name, str):
        return UNKNOWN
    # One whose value is unknown may not be defined at all: only one of several ways may have set it.
    return UNKNOWN if scope.constants.get(name) is UNKNOWN else name in scope.constants


def _isset(_: Scope, arguments: list[Value]) -> Value:
    known = [value for value in arguments if is_known(value)]
    # One null decides, whatever the unknown ones are.
    if any(value is None for value in known):
        return False
    return True if len(known) == len(arguments) else UNKNOWN


def _constant_named(scope: Scope, arguments: list[Value]) -> Value:
    name = arguments[0] if arguments else UNKNOWN
    return scope.constants.get(name, UNKNOWN) if isinstance(name, str) else UNKNOWN


_SPECIAL: dict[str, Callable[[Scope, list[Value]], Value]] = {
    "define": _define,
    "defined": _defined,
    "isset": _isset,
    "empty": lambda _, arguments: negated(arguments[0] if arguments else UNKNOWN),
    "constant": _constant_named,
}
