"""The envelope of messages; numbers are those of the statements in docs/runtime.md."""

import pytest

from rootzpub.runtime.agents.messages import TYPES, Message, MessageError


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_002_12_an_envelope_is_read_as_it_was_written(kind: str):
    """Each of the nine types; normalising twice is normalising once."""
    message = Message(kind, "assistant", "text", {"a": [1]}, {"b": None})

    assert Message.normalised(message.envelope()) == message
    assert message.envelope()["schema"] == "agents-api.message"
    assert message.envelope()["version"] == 1
    assert len(TYPES) == 9


@pytest.mark.parametrize(
    ("legacy", "message"),
    [
        pytest.param({"role": "user", "content": "hi"}, Message("text", "user", "hi"), id="plain"),
        pytest.param({"role": "assistant", "content": None}, Message("text", "assistant"), id="null content"),
        pytest.param(
            {
                "role": "assistant",
                "content": "",
                "metadata": {"type": "tool_call", "tool_name": "read", "parameters": {"id": 1}, "turn": 2, "x": "y"},
            },
            Message(
                "tool_call", "assistant", "", {"tool_name": "read", "parameters": {"id": 1}, "turn": 2}, {"x": "y"}
            ),
            id="type in metadata",
        ),
        pytest.param(
            {"role": "tool", "tool_call_id": "c1", "content": "42"},
            Message("tool_result", "tool", "42", {"tool_call_id": "c1"}),
            id="role of a tool",
        ),
        pytest.param(
            {"role": "user", "content": [{"type": "text", "text": "hi"}]},
            Message("multimodal_part", "user", "", {"parts": [{"type": "text", "text": "hi"}]}),
            id="parts",
        ),
        pytest.param(
            {"role": "user", "content": "hi", "metadata": {"type": "greeting"}},
            Message("text", "user", "hi", {}, {"legacy_type": "greeting"}),
            id="a product's type",
        ),
        pytest.param({"role": "user", "content": "hi", "metadata": []}, Message("text", "user", "hi"), id="PHP"),
    ],
)
def test_002_12_older_shapes_are_read_and_normalising_them_again_changes_nothing(legacy, message: Message):
    assert Message.normalised(legacy) == message
    assert Message.normalised(message.envelope()) == message


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("hi", "a message is an object, got str"),
        ({"content": "hi"}, "message role is text"),
        ({"role": "king", "content": "hi"}, "role 'king' is unknown"),
        ({"role": "user", "content": "", "type": ["text"]}, "message type is text, got list"),
        ({"role": "user", "content": False}, "content is text or a list"),
        ({"role": "user", "content": 3}, "content is text or a list"),
        ({"role": "user", "content": "", "metadata": "x"}, "metadata is an object"),
        (Message("text", "user").envelope() | {"version": 2}, "version 2 is not"),
        (Message("text", "user").envelope() | {"version": True}, "version True is not"),
        (Message("text", "user").envelope() | {"schema": "other"}, "'other'"),
        (Message("text", "user").envelope() | {"type": "shout"}, "type 'shout' is unknown"),
    ],
)
def test_002_12_what_is_no_message_is_refused_by_name(value, said: str):
    with pytest.raises(MessageError, match=said):
        Message.normalised(value)
