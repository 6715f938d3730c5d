"""Sample questions to the tools that a site advertises, made from its own manifest and pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rootzpub.verify.case import object_of, text_of
from rootzpub.verify.records import Records
from rootzpub.wire import blocks

_WORD: Final = 4
_FALLBACK_WORD: Final = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest:
    """One tool and how to ask it; `reason` says why it is not asked."""

    tool: str
    resource: str
    reason: str = ""


def sample_requests(manifest: Mapping[str, Any], records: Records) -> Iterator[SampleRequest]:
    """One request for each tool of a tools document."""
    for category in object_of(manifest, "categories").values():
        tools = category.get("tools") if isinstance(category, dict) else None
        for tool in tools if isinstance(tools, list) else []:
            if isinstance(tool, dict):
                yield _sample(tool, records)


def _sample(tool: Mapping[str, Any], records: Records) -> SampleRequest:
    name, endpoint = text_of(tool, "name"), text_of(tool, "endpoint")
    if tool.get("auth", "none") != "none":
        return SampleRequest(tool=name, resource=endpoint, reason=f"{name} is for the owner only.")
    if not endpoint or tool.get("method", "GET") != "GET":
        return SampleRequest(tool=name, resource=endpoint, reason=f"{name} is not asked with GET.")
    given: dict[str, str] = {}
    for parameter, about in object_of(tool, "parameters").items():
        if isinstance(about, dict) and about.get("required") is True:
            value = _value(parameter, about, records)
            if value is None:
                return SampleRequest(tool=name, resource=endpoint, reason=f"No sample is known for {parameter!r}.")
            given[parameter] = value
    return SampleRequest(tool=name, resource=blocks.resource(endpoint, given))


def _value(parameter: str, about: Mapping[str, Any], records: Records) -> str | None:
    """A value for a required parameter; None where none can be guessed."""
    if parameter in {"path", "page"}:
        return next(iter(records.by_path), "/")
    if parameter in {"q", "query"}:
        return _word(records)
    default = about.get("default")
    if isinstance(default, str | int) and not isinstance(default, bool):
        return str(default)
    return "1" if about.get("type") in {"integer", "number"} else None


def _word(records: Records) -> str:
    """A word of some title: a search that finds something."""
    for row in records.by_path.values():
        for word in text_of(row, "title").split():
            if word.isalpha() and len(word) >= _WORD:
                return word
    return _FALLBACK_WORD
