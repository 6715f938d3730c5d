"""Statements of PHP: conditions decide where they can be decided; what we do not read leaves unknown what it sets."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import PurePath

from rootzpub.wordpress.php_config.expressions import Expression, Parser, UnreadableError
from rootzpub.wordpress.php_config.scope import MOST_FILES, ExitError, ReturnError, Scope
from rootzpub.wordpress.php_config.tokens import END, Token, tokens_of
from rootzpub.wordpress.php_config.values import UNKNOWN, Value, truth

Statement = Callable[[Scope], Value]
LARGEST_FILE = 1 << 20
_WORDPRESS = "wp-settings.php"
"""Where WordPress itself begins: nothing behind it is settings."""
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_PASSED = frozenset(
    {
        *("function", "class", "interface", "trait", "abstract", "final", "enum"),  # declared, not run
        *(";", "echo", "print", "namespace", "use", "global", "declare", "catch", "finally"),
    }
)
_LOOPS = frozenset({"while", "for", "foreach", "switch"})
_GOES_ON = frozenset({"catch", "finally"})
_ENDS = frozenset({"elseif", "else", "endif", "}"})
_ASSIGNMENTS = frozenset({"=", ".=", "??=", "[", "++", "--", "+="})


def run_text(source: str, scope: Scope) -> None:
    """Take in what a file of PHP sets; `scope` knows it afterwards."""
    try:
        _run(source, scope)
    except ExitError:
        return


def run_file(file: PurePath, scope: Scope) -> None:
    """The same from a file. Raises OSError where it cannot be read."""
    scope.file = file
    run_text(_read(scope, file), scope)


def _run(source: str, scope: Scope) -> None:
    parser = _Statements(tokens_of(source), _included)
    try:
        while parser.peek().kind != "end":
            parser.statement()(scope)
    except ReturnError:
        return


def _read(scope: Scope, file: PurePath) -> str:
    return scope.disk.read(file, most_bytes=LARGEST_FILE).decode("utf-8", "replace")


def _included(scope: Scope, name: Value, once: bool) -> Value:  # noqa: FBT001 one interface, two words of PHP
    """What an included file sets; nothing is known of one that cannot be found."""
    if not isinstance(name, str) or not name:
        return UNKNOWN
    file = scope.file.parent / name
    # wp-config.php ends with WordPress. Too many files are taken for a circle: what follows stays unknown.
    if file.name == _WORDPRESS or len(scope.files) >= MOST_FILES:
        raise ExitError
    if once and file in scope.files:
        return True
    try:
        source = _read(scope, file)
    except OSError:
        return False
    scope.files.append(file)
    includer, scope.file = scope.file, file
    _run(source, scope)
    scope.file = includer
    return UNKNOWN


class _Statements(Parser):
    """Reads statements."""

    def statement(self) -> Statement:
        """The next statement, whatever it is."""
        start = self.at
        # Each is tried once: what stands around it may be given up and read again, as often as blocks are nested.
        if start not in self.unreadable:
            try:
                with self.deeper():
                    return self._statement()
            except UnreadableError:
                self.unreadable.add(start)
        # What cannot be read is passed over whole; what it seems to set is unknown, never guessed (decision 0009).
        self.at = start
        self._skip()
        return _blurred(self.tokens[start : self.at])

    def _statement(self) -> Statement:
        token = self.peek()
        word = token.text.lower() if token.kind in {"name", "sign"} else ""
        readers = {"{": self._braces, "if": self._if, "const": self._const, "try": self._try, "return": self._return}
        if word in readers:
            self.at += 1
            return readers[word]()
        if word in _PASSED:
            self._skip()
            return _nothing
        if word in _LOOPS:
            start = self.at
            self._skip_loop(word)
            return _blurred(self.tokens[start : self.at])
        expression = self.expression()
        self.expect(";")
        return expression

    def _braces(self) -> Statement:
        block = self._block(frozenset({"}"}))
        self.expect("}")
        return block

    def _try(self) -> Statement:
        self.expect("{")
        return self._braces()

    def _return(self) -> Statement:
        self._skip()
        return _return

    def _const(self) -> Statement:
        made: list[tuple[str, Expression]] = []
        while not made or self.takes(","):
            name = self.peek()
            self.at += 1
            self.expect("=")
            made.append((name.text, self.expression()))
        self.expect(";")

        def define(scope: Scope) -> Value:
            for name, value in made:
                scope.define(name, value(scope))
            return None

        return define

    def _if(self) -> Statement:
        condition = self._condition()
        colon = self.takes(":")
        taken = self._block(_ENDS) if colon else self.statement()
        other: Statement = _nothing
        if self.takes("elseif"):
            return _branched(condition, taken, self._other_if())
        if self.takes("else"):
            if self.takes("if"):
                return _branched(condition, taken, self._other_if())
            if colon:
                self.expect(":")
            other = self._block(_ENDS) if colon else self.statement()
        if colon:
            self.expect("endif")
            self.takes(";")
        return _branched(condition, taken, other)

    def _other_if(self) -> Statement:
        with self.deeper():
            return self._if()

    def _condition(self) -> Expression:
        """What stands in parentheses; unknown where we do not read it."""
        self.expect("(")
        start = self.at
        try:
            condition = self.expression()
            self.expect(")")
        except UnreadableError:
            self.at = start
            self._skip_to_close()
            return lambda _: UNKNOWN
        return condition

    def _block(self, ends: frozenset[str]) -> Statement:
        """Statements up to one of several words, which is not read."""
        inside: list[Statement] = []
        # A quoted 'else' is a text, no end.
        while self.peek().kind != "end" and (self.peek().kind == "text" or self.peek().text.lower() not in ends):
            inside.append(self.statement())

        def run(scope: Scope) -> Value:
            for statement in inside:
                statement(scope)
            return None

        return run

    def _skip(self) -> None:
        """Pass over a statement: to its semicolon, or to the brace that closes its last block."""
        depth = 0
        while (token := self.peek()).kind != "end":
            self.at += 1
            if token.kind != "sign":
                continue
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if depth <= 0 and (token.text == ";" or (token.text == "}" and self.peek().text.lower() not in _GOES_ON)):
                return

    def _skip_to_close(self) -> None:
        """Pass over all up to the parenthesis that closes the one that was opened."""
        depth = 1
        while depth and (token := self.peek()).kind != "end":
            self.at += 1
            if token.kind == "sign":
                depth += (token.text in _OPEN) - (token.text in _CLOSE)

    def _skip_loop(self, word: str) -> None:
        """Pass over a loop or a switch with all that it does."""
        self.at += 1
        self.expect("(")
        self._skip_to_close()
        if self.peek().text != ":":
            self._skip()
            return
        open_loops = 1
        while open_loops and (token := self.peek()).kind != "end":
            self.at += 1
            if token.kind == "name":
                open_loops += (token.text.lower() == word) - (token.text.lower() == f"end{word}")
        self.takes(";")


def _branched(condition: Expression, taken: Statement, other: Statement) -> Statement:
    def branch(scope: Scope) -> Value:
        decided = truth(condition(scope))
        if decided is UNKNOWN:
            scope.alternatives(taken, other)
        elif decided:
            taken(scope)
        else:
            other(scope)
        return None

    return branch


def _blurred(tokens: list[Token]) -> Statement:
    """A piece that we do not read: what it seems to set is unknown."""
    variables = [
        token.text[1:]
        for token, sign in pairwise([*tokens, END])
        if token.kind == "variable" and sign.text in _ASSIGNMENTS
    ]
    constants = [
        tokens[at + 2].text
        for at, token in enumerate(tokens[:-2])
        if token.kind == "name" and token.text.lower() == "define" and tokens[at + 2].kind == "text"
    ]

    def blur(scope: Scope) -> Value:
        scope.variables |= dict.fromkeys(variables, UNKNOWN)
        # `define` keeps what is known already, as PHP keeps the first definition.
        for name in constants:
            scope.define(name, UNKNOWN)
        return None

    return blur


def _nothing(scope: Scope) -> Value:
    del scope
    return None


def _return(scope: Scope) -> Value:
    del scope
    raise ReturnError
