"""The policy for writes to the owner's WordPress: the named origin alone, once.

Invariants: no other origin and no redirect; a fresh connection for every attempt (on a kept one, a server that hung up
looks like one that died over the write); without an idempotency key one attempt, whatever happens.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from rootzpub.errors import FetchFailed, UsageError, WriteUncertain
from rootzpub.fetch.address import look_up
from rootzpub.fetch.deadline import Deadline
from rootzpub.fetch.failures import Failure, NoAnswer
from rootzpub.fetch.hop import BASE_HEADERS, REDIRECTIONS, Answer, Hop
from rootzpub.fetch.limits import Limits
from rootzpub.fetch.network import Network
from rootzpub.fetch.owner_site import OwnerSite, own_target, shown
from rootzpub.fetch.response import Response, response_of
from rootzpub.fetch.retry import PASSING, RetryRule, retry_after

Method = Literal["POST", "PUT", "PATCH", "DELETE"]
_LONGEST_KEY = 255
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWriter:
    """Sends writes to the owner's site, with the owner's credentials, and says what is known of their effect."""

    site: OwnerSite
    network: Network = field(default_factory=Network)
    limits: Limits = field(default_factory=Limits)
    """Of each attempt; `redirects` and `ports` do not count here."""
    retry: RetryRule = field(default_factory=RetryRule)
    """For writes with an idempotency key."""
    sleep: Callable[[float], None] = time.sleep

    def send(
        self,
        url: str,
        body: bytes,
        *,
        method: Method = "POST",
        headers: Mapping[str, str] | None = None,
        idempotency_key: str = "",
    ) -> Response:
        """The answer to one write: any status below 500 that is no redirect. `headers`: names in lower case.

        Whoever gives an `idempotency_key` (1 to 255 printable ASCII characters) vouches that the receiver does a write
        of that key once: it is sent as `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), of which
        WordPress alone knows nothing. Only such a write is repeated, after failures on the way and statuses that may
        pass.

        Raises:
            UsageError: the key is none.
            WriteUncertain: it is unknown whether the write took effect.
            FetchFailed: it certainly did not: the URL is another origin's, or nothing was sent.
        """
        target = own_target(self.site, url)
        # Not its `www.` form either: sites redirect between the two, and a write follows no redirect.
        if target.origin != self.site.target.origin:
            raise FetchFailed(
                f"{shown(url)}: a write goes to {self.site.target.origin} alone", hint="name the site by that address"
            )
        sent = {**BASE_HEADERS, "accept": "application/json", "content-type": "application/json", **(headers or {})}
        sent |= self.site.credentials(target)
        if idempotency_key:
            sent["idempotency-key"] = _quoted(idempotency_key)
        hop = Hop(method=method, url=target.url, headers=sent, body=body, limits=self.limits, unread=REDIRECTIONS)
        return self._known(hop, self._attempt(hop, repeats=bool(idempotency_key)))

    def _attempt(self, hop: Hop, *, repeats: bool) -> Answer | NoAnswer:
        """What the last attempt gave: a single one where `repeats` is False."""
        outcome, was_sent = self._once(hop), False  # whether an earlier attempt may have reached the site
        for pause in self.retry.pauses() if repeats else ():
            if not _may_pass(outcome):
                return outcome
            was_sent = was_sent or not isinstance(outcome, NoAnswer) or outcome.sent
            asked = retry_after(outcome.headers, now=datetime.now(UTC)) if isinstance(outcome, Answer) else 0.0
            self.sleep(self.retry.wait(pause, asked))
            outcome = self._once(hop)
        if isinstance(outcome, NoAnswer) and was_sent:
            # The last failure may be certain that nothing was sent; the attempts before it are not.
            outcome.sent = True
        return outcome

    def _once(self, hop: Hop) -> Answer | NoAnswer:
        from rootzpub.fetch.transport import Transport  # noqa: PLC0415 - requests loads when needed

        proxy = self.site.proxy
        proxy_url, proxy_headers = (proxy.url, proxy.headers) if proxy else ("", None)
        with (
            Deadline(self.limits.seconds) as deadline,
            Transport(self._locate, self.network, proxy_url=proxy_url, proxy_headers=proxy_headers) as transport,
        ):
            try:
                return transport.exchange(hop, deadline)
            except NoAnswer as error:
                return error
            except FetchFailed as error:  # an answer that is too large or cannot be read: the write was received
                raise _uncertain(hop, error.message) from None

    def _locate(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """Any address: the owner named the host (or the proxy), and no other one gets here."""
        return look_up(host, port, resolver=self.network.resolver, seconds=seconds)

    def _known(self, hop: Hop, outcome: Answer | NoAnswer) -> Response:
        """The response, or the error that says what is known of the write's effect."""
        if isinstance(outcome, NoAnswer):
            if not outcome.sent:
                raise FetchFailed(f"nothing was written: {outcome.message}", hint=outcome.hint)
            raise _uncertain(hop, outcome.message.removeprefix(f"{hop.url} "))
        # The site may have written before it redirected, as after a form.
        if outcome.status in REDIRECTIONS:
            raise _uncertain(hop, f"redirected ({outcome.status}), which a write does not follow")
        # A handler that wrote and died afterwards answers 500 too.
        if outcome.status >= _SERVER_ERROR:
            raise _uncertain(hop, f"the site answered {outcome.status}")
        return response_of(hop.url, outcome)


def _may_pass(outcome: Answer | NoAnswer) -> bool:
    """Whether another attempt may fare better."""
    if isinstance(outcome, Answer):
        return outcome.status in PASSING
    return outcome.kind is not Failure.CERTIFICATE


def _uncertain(hop: Hop, reason: str) -> WriteUncertain:
    return WriteUncertain(
        f"{hop.method} {shown(hop.url)}: {reason}; it is unknown whether the write took effect",
        hint="look at the site before you send it again",
    )


def _quoted(key: str) -> str:
    """The key as a string of RFC 8941 §3.3.3."""
    if len(key) > _LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise UsageError(
            "an idempotency key has 1 to 255 printable ASCII characters", hint="a UUID (uuid4) is a good key"
        )
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
