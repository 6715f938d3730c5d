"""The envelope of a message: schema `agents-api.message`, version 1; older shapes are read, one shape is written.

Invariant: normalising what was normalised changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

SCHEMA: Final = "agents-api.message"
VERSION: Final = 1
TYPES: Final = frozenset(
    {
        "text",
        "tool_call",
        "tool_result",
        "input_required",
        "approval_required",
        "final_result",
        "error",
        "delta",
        "multimodal_part",
    }
)
ROLES: Final = frozenset({"system", "user", "assistant", "tool"})
_LEGACY_PAYLOAD: Final = frozenset(
    {"tool_name", "tool_call_id", "parameters", "success", "result", "error_type", "turn"}
)
"""Keys that messages without an envelope carried in their metadata."""


class MessageError(ValueError):
    """A value that is not a message; the text names the field."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `payload` is what its type needs, `metadata` what a reader may ignore."""

    type: str
    role: str
    content: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse unknown types and roles where they arise."""
        if self.type not in TYPES:
            raise MessageError(f"message type {self.type!r} is unknown; it is one of {', '.join(sorted(TYPES))}")
        if self.role not in ROLES:
            raise MessageError(f"message role {self.role!r} is unknown; it is one of {', '.join(sorted(ROLES))}")

    def envelope(self) -> dict[str, Any]:
        """The message as JSON values."""
        return {
            "schema": SCHEMA,
            "version": VERSION,
            "type": self.type,
            "role": self.role,
            "content": self.content,
            "payload": dict(self.payload),
            "metadata": dict(self.metadata),
        }

    @classmethod
    def normalised(cls, value: object) -> "Message":
        """The message of an envelope or of an older shape: `role` with `content`, with `metadata.type`, or of a tool.

        Raises:
            MessageError: it is neither; a foreign schema and a later version are refused too.
        """
        if not isinstance(value, Mapping):
            raise MessageError(f"a message is an object, got {type(value).__name__}")
        if "schema" in value:
            return cls._of_envelope(value)
        return cls._of_legacy(value)

    @classmethod
    def _of_envelope(cls, value: Mapping[str, Any]) -> "Message":
        version = value.get("version")
        if value["schema"] != SCHEMA or isinstance(version, bool) or version != VERSION:
            raise MessageError(f"schema {value['schema']!r} version {version!r} is not {SCHEMA} version {VERSION}")
        return cls(
            type=_text(value, "type"),
            role=_text(value, "role"),
            content=_text(value, "content", ""),
            payload=_object(value, "payload"),
            metadata=_object(value, "metadata"),
        )

    @classmethod
    def _of_legacy(cls, value: Mapping[str, Any]) -> "Message":
        role = _text(value, "role")
        metadata = _object(value, "metadata")
        content = "" if value.get("content") is None else value["content"]
        if isinstance(content, list):
            return cls("multimodal_part", role, payload={"parts": content}, metadata=metadata)
        kind = metadata.pop("type", None) or value.get("type") or ("tool_result" if role == "tool" else "text")
        if not isinstance(kind, str):
            raise MessageError(f"message type is text, got {type(kind).__name__}")
        payload = _object(value, "payload")
        payload |= {key: metadata.pop(key) for key in sorted(_LEGACY_PAYLOAD & metadata.keys())}
        payload |= {key: value[key] for key in sorted(_LEGACY_PAYLOAD & value.keys())}
        if kind not in TYPES:
            # A product's own word for a plain message: kept beside it, so that nothing is lost.
            metadata["legacy_type"] = kind
            kind = "text"
        if not isinstance(content, str):
            raise MessageError(f"message content is text or a list of parts, got {type(content).__name__}")
        return cls(kind, role, content, payload, metadata)


def _text(value: Mapping[str, Any], name: str, default: str | None = None) -> str:
    found = value.get(name, default)
    if not isinstance(found, str):
        raise MessageError(f"message {name} is text, got {type(found).__name__}")
    return found


def _object(value: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    if found is None or found == []:  # PHP writes an empty object as []
        return {}
    if not isinstance(found, Mapping):
        raise MessageError(f"message {name} is an object, got {type(found).__name__}")
    return dict(found)
