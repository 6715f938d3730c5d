"""docs/verify-report.schema.json, and whether what is printed conforms to it."""

import json
from pathlib import Path
from typing import Any, Final

SCHEMA: Final = json.loads(
    (Path(__file__).resolve().parents[2] / "docs/verify-report.schema.json").read_text(encoding="utf-8")
)
_KINDS: Final[dict[str, Any]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def problems(value: Any, schema: dict[str, Any] = SCHEMA) -> list[str]:
    """What keeps `value` from the JSON Schema, as far as ours uses it; a member it does not name is one."""
    if "$ref" in schema:
        return problems(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "oneOf" in schema:
        found = [problems(value, choice) for choice in schema["oneOf"]]
        return min(found, key=len) if found.count([]) != 1 else []
    if not isinstance(value, _KINDS[schema["type"]]):
        return [f"{value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{value!r} not in {schema['enum']}"]
    if "items" in schema:
        return [problem for element in value for problem in problems(element, schema["items"])]
    return _members(value, schema) if "properties" in schema else []


def _members(value: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    found = [f"{name} is missing" for name in schema["required"] if name not in value]
    found += [f"{name} is unknown" for name in value if name not in schema["properties"]]
    for name, member in schema["properties"].items():
        found += problems(value[name], member) if name in value else []
    return found
