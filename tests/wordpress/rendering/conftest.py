"""What the tests of rendering share: the dumped site, and WordPress's own functions as an oracle."""

import json
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from rootzpub.wordpress.rendering.locales import Quotes
from tests.missing import missing
from tests.waiting import LIMIT
from tests.wordpress.rendering.dumped import DumpedSite

WORDPRESS = Path("/usr/share/wordpress")
ORIGINALS = {
    "double_open": "opening curly double quote|&#8220;",
    "double_close": "closing curly double quote|&#8221;",
    "single_open": "opening curly single quote|&#8216;",
    "single_close": "closing curly single quote|&#8217;",
    "apostrophe": "apostrophe|&#8217;",
    "prime": "prime|&#8242;",
    "double_prime": "double prime|&#8243;",
    "en_dash": "en dash|&#8211;",
    "em_dash": "em dash|&#8212;",
}


class Oracle:
    """WordPress's own text functions in a PHP process, in the language of the quotes given."""

    def __init__(self, php: str, quotes: Quotes) -> None:
        translations = {ORIGINALS[each.name]: getattr(quotes, each.name) for each in fields(quotes)}
        script = Path(__file__).with_name("oracle.php")
        self._command = [php, str(script), str(WORDPRESS), json.dumps(translations)]

    def ask(self, function: str, texts: list[str]) -> list[Any]:
        """What the function answers for each text."""
        lines = "".join(json.dumps({"f": function, "s": text}) + "\n" for text in texts)
        answer = subprocess.run(self._command, input=lines.encode(), capture_output=True, timeout=LIMIT, check=False)
        found = [json.loads(line) for line in answer.stdout.decode().splitlines()]
        assert len(found) == len(texts), answer.stderr.decode()[-2000:]
        return found


class Oracles:
    """An oracle for each language."""

    def __init__(self, php: str) -> None:
        self._php = php

    def __call__(self, quotes: Quotes | None = None) -> Oracle:
        """The oracle that writes these quotation marks."""
        return Oracle(self._php, quotes or Quotes())


@pytest.fixture(scope="session")
def oracles() -> Oracles:
    """PHP and Debian's WordPress; missing in CI is a failure, elsewhere a skip with a reason."""
    php = shutil.which("php")
    if php is None or not (WORDPRESS / "wp-includes" / "formatting.php").exists():
        missing("needs php-cli and Debian's wordpress: sudo scripts/install-live.sh")
    return Oracles(php)


@pytest.fixture(scope="session")
def themeunit(shared: Path) -> DumpedSite:
    """The theme unit site."""
    return DumpedSite(shared / "sites" / "themeunit")


@pytest.fixture(scope="session")
def demo() -> DumpedSite:
    """The demo site."""
    return DumpedSite(Path(__file__).parents[3] / "fixtures" / "demo")
