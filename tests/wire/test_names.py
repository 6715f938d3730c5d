"""The words of the wire."""

from rootzpub.wire import names


def test_kinds_are_those_of_the_wire() -> None:
    """Every row of [wire §3] has its kind, and errors, keys and archives have theirs."""
    assert set(names.DOCUMENT_KINDS) == {
        *("ai-discovery", "ai-policies", "ai-knowledge", "ai-feed", "ai-content", "ai-page-manifest", "ai-tools"),
        *("ai-archive", "ai-keys", "llms-txt", "llms-full-txt", "error"),
    }


def test_fixed_values() -> None:
    """Version, standard and media types as every document has them."""
    assert (names.SPEC_VERSION, names.SCHEMA_VERSION, names.STANDARD) == ("1.2.0", "2026-02", "ai-discovery")
    assert names.JSON_MEDIA_TYPE == "application/json; charset=utf-8"
    assert names.TEXT_MEDIA_TYPE == "text/plain; charset=utf-8"
