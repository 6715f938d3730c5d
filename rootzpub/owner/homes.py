"""Whether the address that documents are signed as is the site's own."""

from rootzpub.errors import MalformedInput
from rootzpub.wire.blocks import origin_of


def other_home(base_url: str, home: str) -> str:
    """A sentence where `base_url` is another origin than the site's home; empty where they agree or one is unset."""
    if not base_url or not home:
        return ""
    try:
        signed, own = origin_of(base_url), origin_of(home)
    except MalformedInput:
        # Whoever uses the address refuses it by name.
        return ""
    return (
        "" if signed == own else f"base_url {base_url} is not the site's home, {home}: documents are signed as {signed}"
    )
