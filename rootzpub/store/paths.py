"""Which paths mean the same entry: one key for all spellings of one address. Pure."""

import re
from collections.abc import Container
from urllib.parse import quote, unquote_to_bytes, urlsplit

_WHOLE_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?//")


def path_key(path: str) -> str:
    """The key of a path: decoded and encoded again one way, without trailing slash, with its query.

    `/caf%C3%A9/`, `/caf%c3%a9` and `/café` have one key; `/?p=3` and `/?p=4` have two.
    """
    bare, mark, query = path.partition("#")[0].partition("?")
    # Through bytes: what is percent-encoded need not be UTF-8, and replacing what is not would make different paths
    # one.
    key = quote(unquote_to_bytes(bare.encode("utf-8", "replace")), safe="/~")
    key = "/" + key.strip("/")
    return f"{key}?{quote(unquote_to_bytes(query.encode('utf-8', 'replace')), safe='=&/~')}" if mark and query else key


def asked_keys(asked: str, hosts: Container[str]) -> tuple[str, ...]:
    """Keys to try, in order, for what a caller asks: a path or a whole URL of this site, with or without its query.

    Nothing for a URL of another host: its path is not ours.
    """
    asked = asked.strip()
    path = asked
    if _WHOLE_URL.match(asked):
        try:
            parts = urlsplit(asked)
        # urlsplit raises for some hosts, such as brackets without an IPv6 address; a caller may write anything.
        except ValueError:
            return ()
        if host_key(parts.netloc) not in hosts:
            return ()
        path = parts.path + (f"?{parts.query}" if parts.query else "")
    # The query first, for with plain permalinks it is the address (`/?p=3`); without it second, for what other people
    # add to a link (`?utm_source=…`) means nothing here.
    with_query = path_key(path)
    return tuple(dict.fromkeys((with_query, path_key(path.partition("?")[0]))))


def host_key(netloc: str) -> str:
    """A host (and port) as compared: lower case, no user, no default port, no leading `www.`."""
    host = netloc.rpartition("@")[2].lower().removesuffix(":80").removesuffix(":443")
    return host.removeprefix("www.")
