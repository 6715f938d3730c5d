"""What `verify`, `bookmark` and `recheck` share: a Reader from options, targets one by one, how results are shown."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from rootzpub.cli.exit_codes import FETCH_FAILED, FINE, VERIFICATION_FAILED, WARNINGS_UNDER_STRICT
from rootzpub.cli.options import note, print_json
from rootzpub.cli.printing import echo
from rootzpub.clock import fixed_clock, system_clock
from rootzpub.errors import FetchFailed, MalformedInput, UsageError
from rootzpub.fetch import Limits
from rootzpub.verify import PinFile, Policy, Report, Requirement
from rootzpub.verify.case import origin_or_none
from rootzpub.verify.html import render_html, render_site_html
from rootzpub.verify.pins import default_path
from rootzpub.verify.reader import Reader, on_this_machine
from rootzpub.verify.visits import SiteReport

# The first of these that was got is the exit code of all: failed, not fetched, warnings under strict, fine.
_WORST: Final = (VERIFICATION_FAILED, FETCH_FAILED, WARNINGS_UNDER_STRICT, FINE)
_DURATION: Final = re.compile(r"([1-9][0-9]{0,8})(s|m|h|d)")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def open_reader(  # noqa: PLR0913 - one keyword for each option of the command
    typed: Sequence[str],
    *,
    moment: datetime | None = None,
    policy_name: str = "standard",
    signer: str | None = None,
    domain: str | None = None,
    max_age: str | None = None,
    require: Sequence[str] = (),
    pins_path: Path | None = None,
    no_pins: bool = False,
    as_url: str | None = None,
    allow_private: bool = False,
    rpc_urls: Sequence[str] = (),
    block: int | None = None,
) -> Reader:
    """A Reader for what the user typed; loopback addresses among `typed` are let in, each for its own origin.

    Raises UsageError for options that cannot be meant.
    """
    policy = Policy.named(policy_name).narrowed(
        signer=signer,
        domain=domain,
        max_age=None if max_age is None else parse_duration(max_age),
        # Whoever names a moment asks what was current then.
        require=frozenset(Requirement(name) for name in require) | ({Requirement.CURRENT} if moment else set()),
    )
    if as_url is not None and origin_or_none(as_url) is None:
        raise UsageError(f"expected a URL after --as, got {as_url!r}", hint="for example https://example.com/llms.txt")
    # By origin and not all of loopback: another port on this machine was not named.
    origins = frozenset(
        filter(None, (origin_or_none(text) for text in typed if is_url(text) and on_this_machine(text)))
    )
    path = pins_path or default_path(os.environ, Path.home())
    return Reader(
        policy=policy,
        moment=fixed_clock(moment) if moment else system_clock,
        pins=None if no_pins else PinFile(path),
        # A file that was named is for this; in everybody's file loopback is nobody's name [trust §5.4].
        remember_loopback=pins_path is not None,
        as_url=as_url,
        private=True if allow_private else origins,
        rpc_urls=tuple(rpc_urls),
        block=block,
    )


def parse_duration(text: str) -> timedelta:
    """`30s`, `15m`, `24h`, `7d` as a time span. Raises UsageError for anything else."""
    match = _DURATION.fullmatch(text)
    if not match:
        raise UsageError(f"expected a time like 30m, 24h or 7d, got {text!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def is_url(target: str) -> bool:
    """Whether a target is to be fetched; anything else is a file."""
    return target.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of one call; iterating fetches, reads and verifies them in turn."""

    reader: Reader
    names: Sequence[str]

    def __iter__(self) -> Iterator[tuple[str, Report | FetchFailed]]:
        for name in self.names:
            try:
                yield name, self._judge(name)
            except FetchFailed as error:
                yield name, error

    def _judge(self, name: str) -> Report:
        if is_url(name):
            response, report = self.reader.read(name)
            for hop in response.redirects:
                note(f"redirected ({hop.status}): {hop.url} -> {hop.location}")
            if urlsplit(response.url).path != urlsplit(name).path:
                note(f"verified is {response.url}")
            return report
        return self.reader.judge_kept(read_file(name))


def read_file(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`, up to the size a fetch may have. Raises UsageError."""
    # One byte more than allowed, to tell "as large" from "larger" without reading on.
    most = Limits().expanded_bytes
    try:
        if name == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(most + 1)
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}", hint="name a file, a URL, or -") from None
    if len(data) > most:
        raise MalformedInput(f"{name} is larger than {most} bytes, which no document is")
    return data


def show(targets: Targets, *, as_json: bool, html_path: Path | None) -> int:
    """Print each report as it is made; the worst exit code of all."""
    if html_path is not None and len(targets.names) > 1:
        raise UsageError("expected one target with --html", hint="write one page for each target")
    codes: list[int] = []
    found: list[dict[str, Any]] = []
    for name, outcome in targets:
        codes.append(FETCH_FAILED if isinstance(outcome, FetchFailed) else outcome.exit_code)
        if as_json:
            found.append(_failure(name, outcome) if isinstance(outcome, FetchFailed) else outcome.as_dict())
        else:
            _print(name, outcome, several=len(targets.names) > 1)
        if html_path is not None and isinstance(outcome, Report):
            html_path.write_text(render_html(outcome), encoding="utf-8")
    if as_json:
        print_json(found[0] if len(found) == 1 else {"schema": "rootzpub-verify-reports/1", "reports": found})
    return next(code for code in _WORST if code in codes)


def _failure(name: str, error: FetchFailed) -> dict[str, Any]:
    return {
        "schema": "rootzpub-verify-error/1",
        "url": name,
        "exitCode": FETCH_FAILED,
        "error": {"message": error.message, "hint": error.hint},
    }


def _print(name: str, outcome: Report | FetchFailed, *, several: bool) -> None:
    if several:
        echo(f"== {name}")
    if isinstance(outcome, Report):
        echo(outcome.as_text(), nl=False)
        return
    note(f"error: {outcome.message}")
    if outcome.hint:
        note(f"hint: {outcome.hint}")


def show_site(reader: Reader, site: str, *, as_json: bool, html_path: Path | None) -> int:
    """Print what is found as it is found; the exit code of all together."""
    visits = []
    try:
        for visit in reader.visits(site):
            visits.append(visit)
            if not as_json:
                echo(visit.as_line())
    except FetchFailed as error:
        # Lines are printed as they are made, so the error goes its usual way; JSON has one object, which must be whole.
        if not as_json:
            raise
        print_json(_failure(site, error))
        return FETCH_FAILED
    report = SiteReport(site=site, visits=tuple(visits), warnings_fail=reader.policy.warnings_fail)
    if as_json:
        print_json(report.as_dict())
    else:
        echo(report.summary(), nl=False)
    if html_path is not None:
        html_path.write_text(render_site_html(report), encoding="utf-8")
    return report.exit_code
