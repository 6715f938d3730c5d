"""The facts a camera wrote into a picture, as WordPress keeps them (`image_meta`)."""

from collections.abc import Iterable, Mapping

from rootzpub.wordpress.plain_text import plain_text


def camera_facts(facts: object) -> dict[str, str]:
    """The facts that say anything, as text, by WordPress's names; lists (keywords) joined by commas."""
    found: dict[str, str] = {}
    for name, value in facts.items() if isinstance(facts, Mapping) else ():
        spoken = ", ".join(
            plain_text(str(part)) for part in _parts(value) if isinstance(part, str | int | float) and part
        )
        # WordPress writes 0 for whatever the camera did not say.
        if isinstance(name, str) and spoken and spoken != "0":
            found[name] = spoken
    return found


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else [value]
