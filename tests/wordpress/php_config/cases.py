"""Settings as people write them and what PHP makes of each; tests/live/test_php_config.py asks PHP itself.

`cases.txt` holds a name, PHP text, and the constants that it sets; `null` is what PHP knows and we do not. The prefix
stands under its variable's name. `local.php` beside the file defines DB_NAME as `inc`; `secret` holds a word.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENT = {
    "NAME": "envname",
    "STAGE": "production",
    "EMPTY": "",
    "URL": "mysql://us:p%40w@dbh:3310/pathdb",
    "JSON": '{"name": "js", "more": [1]}',
    "DASH": "a-b-c",
}
PREFIX = "$table_prefix"
Expected = Mapping[str, str | None]

_CASE = re.compile(r"^=== (?P<name>.+)\n(?P<source>(?s:.*?))\n--- (?P<expected>.+)\n", re.MULTILINE)
_FOUND = _CASE.finditer(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8"))
CASES: dict[str, tuple[str, Expected]] = {
    case["name"]: (case["source"], json.loads(case["expected"])) for case in _FOUND
}
CASES["lines-of-windows"] = (
    "define('DB_NAME',\r\n 'crlf'\r\n);\r\n$table_prefix\r\n=\r\n'cr_';",
    {"DB_NAME": "crlf", PREFIX: "cr_"},
)
