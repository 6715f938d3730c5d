"""Cookies of one session with the owner's own site (RFC 6265, by http.cookiejar): in memory, and gone with it.

Why at all: some hosts let a visitor in only with the cookie that their first redirect sets. Nothing foreign has a jar.
"""

import email.message
import urllib.request
from http.cookiejar import CookieJar
from typing import Any, cast

from rootzpub.fetch.hop import Answer


class _Message:
    """What http.cookiejar wants of a response."""

    def __init__(self, answer: Answer) -> None:
        self._message = email.message.Message()
        for value in answer.cookies:
            self._message["set-cookie"] = value

    def info(self) -> email.message.Message:
        return self._message


class SessionCookies:
    """What the site set in this session."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def headers(self, url: str) -> dict[str, str]:
        """The `Cookie` header for `url`; empty without any."""
        if not len(self._jar):
            return {}
        request = urllib.request.Request(url)  # noqa: S310 - a value for the jar: nothing is opened
        self._jar.add_cookie_header(request)
        value = request.get_header("Cookie")
        return {"cookie": value} if value else {}

    def keep(self, url: str, answer: Answer) -> None:
        """Take in what an answer from `url` sets."""
        if answer.cookies:
            response = cast("Any", _Message(answer))
            self._jar.extract_cookies(response, urllib.request.Request(url))  # noqa: S310 - as above
