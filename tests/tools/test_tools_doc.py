"""docs/tools.md says what the code does."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from rootzpub.documents import Traffic
from rootzpub.tools import TOOLS, Tool
from rootzpub.wire import names
from tests.documents.making import ordinary, settings
from tests.tools.asking import call

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "tools.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
_PARAMETER = re.compile(r"^\| `(\w+)` \| (\w+) \| (yes|no) \| (\S*) ?\| (.+) \|$", re.MULTILINE)
_MEMBER = re.compile(r"^\| `(\w+)` \| [^|]+ \|$", re.MULTILINE)


def test_every_tool_is_described() -> None:
    """One section for each, no more."""
    assert set(SECTIONS) == {tool.spec.name for tool in TOOLS}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.spec.name)
def test_address_and_parameters_are_those_of_the_spec(tool: Tool) -> None:
    """Name, type, required, default and description of each."""
    section = SECTIONS[tool.spec.name]
    assert f"Address: `{names.REST_PREFIX}{tool.spec.route}`" in section
    described = [
        (
            parameter.name,
            parameter.type,
            "yes" if parameter.required else "no",
            "" if parameter.default is None else str(parameter.default).lower(),
            parameter.description,
        )
        for parameter in tool.spec.parameters
    ]
    assert _PARAMETER.findall(section) == described


def test_members_are_those_that_are_built() -> None:
    """The described members are exactly those that appear in some answer."""
    of = ordinary()
    of.former = {"/old/": "/about/"}
    spoken = {"language": "en-US", "translations": {"fr-FR": "https://example.com/fr/"}}
    of.entries_ = [replace(entry, **spoken) for entry in of.entries_]
    counted = replace(settings(), traffic=lambda: Traffic(since="2026-03-04T00:00:00Z", total=1))
    excerpts = settings(content={"full_text": False})
    answers = {
        "searchContent": [
            call(of, "/search", q="entry"),
            call(of, "/search", q="entry", type="nonsense"),
            call(of, "/search", q="entrx"),
        ],
        "getPage": [call(of, "/page", path="/old/"), call(of, "/page", path="/about/", given=excerpts)],
        "verifyPageHash": [call(of, "/verify", page="/old/", hash="ab" * 32)],
        "getStatus": [call(of, "/status", owner=True, given=counted)],
    }
    for name, found in answers.items():
        assert set(_MEMBER.findall(SECTIONS[name])) == {member for answer in found for member in answer.body}, name
