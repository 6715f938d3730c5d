"""The contract of transcripts; numbers are those of the statements in docs/runtime.md."""

from dataclasses import replace

import pytest

from rootzpub.runtime.agents.messages import Message
from rootzpub.runtime.agents.principal import Principal
from rootzpub.runtime.agents.run_values import RunRequest
from rootzpub.runtime.agents.transcript_store import (
    ConversationTranscriptStore,
    DictTranscripts,
    StoredTranscript,
    Transcript,
)

HELLO, BYE = Message("text", "user", "hi"), Message("text", "assistant", "bye")
REQUEST = RunRequest("copilot", "s1", "r1", Principal("7", "site"), (HELLO,))


@pytest.fixture
def store() -> ConversationTranscriptStore:
    return DictTranscripts()


def test_002_24_creates_reads_updates_and_deletes(store: ConversationTranscriptStore):
    first = Transcript("s1", "copilot", "7", messages=(HELLO,), metadata={"created": "2026-01-01"})

    assert (store.read("s1"), store.update("s1", [BYE]), store.delete("s1")) == (None, False, False)
    assert store.create(first)
    assert not store.create(replace(first, user_id="8"))
    assert store.read("s1") == first
    assert store.update("s1", [HELLO, BYE])
    assert store.read("s1") == replace(first, messages=(HELLO, BYE))
    assert (store.delete("s1"), store.read("s1")) == (True, None)


def test_002_24_the_contract_has_nothing_else():
    """Lists, read state, reports and retention are a product's."""
    promised = {name for name in vars(ConversationTranscriptStore) if not name.startswith("_")}
    assert promised == {"create", "read", "update", "delete"}


def test_002_24_a_persister_stores_the_whole_conversation(store: ConversationTranscriptStore):
    persister = StoredTranscript(store)
    persister.persist(REQUEST, [HELLO])
    persister.persist(replace(REQUEST, run_id="r2"), [HELLO, BYE])

    assert store.read("s1") == Transcript("s1", "copilot", "7", "site", (HELLO, BYE))


@pytest.mark.parametrize(
    "other",
    [{"principal": Principal("8", "site")}, {"principal": Principal("7", "elsewhere")}, {"agent": "support"}],
    ids=["user", "workspace", "agent"],
)
def test_002_24_a_session_of_others_is_not_written_over(store: ConversationTranscriptStore, other):
    persister = StoredTranscript(store)
    persister.persist(REQUEST, [HELLO])
    with pytest.raises(PermissionError, match="session 's1'"):
        persister.persist(replace(REQUEST, **other), [BYE])

    assert store.read("s1").messages == (HELLO,)
