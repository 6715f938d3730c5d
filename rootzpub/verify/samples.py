"""Sample questions to the tools that a site advertises, made from its own manifest and pages.

Invariants: nothing is guessed from a parameter's name. The standard's places say where a value comes from, else the
manifest gives an example or a default; where neither does, the tool is not asked, and that is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from rootzpub.verify.case import object_of, text_of
from rootzpub.verify.records import Records
from rootzpub.wire import blocks
from rootzpub.wire.places import PLACE_TABLE, PathTable, Place, Sample

_WORD: Final = 4
_FALLBACK_WORD: Final = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRequest:
    """One tool and how to ask it; `reason` says why it is not asked."""

    tool: str
    resource: str
    reason: str = ""


def sample_requests(
    manifest: Mapping[str, Any], records: Records, places: PathTable[Place] = PLACE_TABLE
) -> Iterator[SampleRequest]:
    """One request for each tool of a tools document."""
    for category in object_of(manifest, "categories").values():
        tools = category.get("tools") if isinstance(category, dict) else None
        for tool in tools if isinstance(tools, list) else []:
            if isinstance(tool, dict):
                yield _sample(tool, records, _sources(text_of(tool, "endpoint"), places))


def _sources(endpoint: str, places: PathTable[Place]) -> dict[str, Sample]:
    """Where sample values come from at this address, by parameter."""
    try:
        path = urlsplit(endpoint).path  # some manifests give whole URLs
    except ValueError:
        return {}
    match = next(places.matches(path), None)
    return {name: sample for place in (match.rows if match else ()) for name, sample in place.samples.items()}


def _sample(tool: Mapping[str, Any], records: Records, sources: Mapping[str, Sample]) -> SampleRequest:
    name, endpoint = text_of(tool, "name"), text_of(tool, "endpoint")
    if tool.get("auth", "none") != "none":
        return SampleRequest(tool=name, resource=endpoint, reason=f"{name} is for the owner only.")
    if not endpoint or tool.get("method", "GET") != "GET":
        return SampleRequest(tool=name, resource=endpoint, reason=f"{name} is not asked with GET.")
    given: dict[str, str] = {}
    for parameter, about in object_of(tool, "parameters").items():
        if isinstance(about, dict) and about.get("required") is True:
            value = _from(sources[parameter], records) if parameter in sources else _stated(about)
            if value is None:
                return SampleRequest(tool=name, resource=endpoint, reason=f"No sample is known for {parameter!r}.")
            given[parameter] = value
    return SampleRequest(tool=name, resource=blocks.resource(endpoint, given))


def _from(source: Sample, records: Records) -> str:
    """A value from what this site publishes."""
    match source:
        case Sample.ENTRY_PATH:
            return next(iter(records.by_path), "/")
        case Sample.WORD:
            return _word(records)


def _stated(about: Mapping[str, Any]) -> str | None:
    """The manifest's example or default; any number will do where it asks for one; None where there is neither."""
    for member in ("example", "default"):
        value = about.get(member)
        if isinstance(value, str | int):
            return str(value).lower() if isinstance(value, bool) else str(value)
    # Only numbers: a made-up text would ask about something that is not there, and judge the site by that.
    return "1" if about.get("type") in {"integer", "number"} else None


def _word(records: Records) -> str:
    """A word of some title: a search that finds something."""
    for row in records.by_path.values():
        for word in text_of(row, "title").split():
            if word.isalpha() and len(word) >= _WORD:
                return word
    return _FALLBACK_WORD
