"""The contract of memory; numbers are those of the statements in docs/runtime.md."""

import dataclasses

import pytest

from rootzpub.runtime.agents.memory_store import (
    AgentMemoryStore,
    DictMemory,
    MemoryCapabilities,
    MemoryRead,
    MemoryScope,
    MemoryWrite,
    resolved,
)

SCOPE = MemoryScope("user", "site", "1", "7", "copilot", "notes/a.md")


@pytest.fixture
def store() -> AgentMemoryStore:
    return DictMemory()


def test_002_22_what_is_written_is_read_and_deleted(store: AgentMemoryStore):
    assert (store.read(SCOPE), store.exists(SCOPE)) == (MemoryRead(found=False), False)
    written = store.write(SCOPE, "likes tea \ud800")

    assert store.read(SCOPE) == MemoryRead(True, "likes tea \ud800", written.version)
    assert store.exists(SCOPE)
    assert (store.delete(SCOPE).written, store.delete(SCOPE).written) == (True, False)
    assert store.capabilities() == MemoryCapabilities(compare_and_swap=True, subtree=True)


def test_002_22_if_match_writes_only_over_the_version_that_was_read(store: AgentMemoryStore):
    first = store.write(SCOPE, "one", if_match="")
    assert store.write(SCOPE, "two", if_match="") == MemoryWrite(False, first.version, "conflict")
    second = store.write(SCOPE, "two", if_match=first.version)

    assert store.write(SCOPE, "three", if_match=first.version) == MemoryWrite(False, second.version, "conflict")
    assert store.delete(SCOPE, if_match=first.version) == MemoryWrite(False, second.version, "conflict")
    assert store.read(SCOPE).content == "two"


@pytest.mark.parametrize("part", ["layer", "workspace_type", "workspace_id", "user_id", "agent_id", "filename"])
def test_002_22_every_part_of_the_scope_separates(store: AgentMemoryStore, part: str):
    store.write(SCOPE, "mine")
    other = dataclasses.replace(SCOPE, **{part: "other"})

    assert not store.read(other).found
    assert (store.list_layer(other) == ()) is (part != "filename")


def test_002_22_lists_a_layer_and_a_subtree_by_name(store: AgentMemoryStore):
    for name in ("notes/b.md", "notes/a.md", "notes2/c.md", "SOUL.md"):
        store.write(dataclasses.replace(SCOPE, filename=name), "é")
    folder = dataclasses.replace(SCOPE, filename="notes")

    assert [row.filename for row in store.list_layer(SCOPE)] == ["SOUL.md", "notes/a.md", "notes/b.md", "notes2/c.md"]
    assert [(row.filename, row.size) for row in store.list_subtree(folder)] == [("notes/a.md", 2), ("notes/b.md", 2)]


@pytest.mark.parametrize("name", ["../a", "a//b", "/a", "a/", "a/./b", "a\\b", "a\0"])
def test_002_22_a_name_that_leaves_its_place_is_refused(name: str):
    with pytest.raises(ValueError, match="is not a relative path"):
        dataclasses.replace(SCOPE, filename=name)


def test_002_22_the_first_resolver_with_a_store_wins(store: AgentMemoryStore):
    assert resolved(SCOPE, (lambda scope: None, lambda scope: store, lambda scope: DictMemory())) is store
    assert resolved(SCOPE, ()) is None
