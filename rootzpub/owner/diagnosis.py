"""Diagnosis: configuration, key, source, watching, store, each examined on its own: one fault does not hide another.

Invariants: a problem carries the error of our tree that says the same, so that each interface can map it as it maps
errors (an exit code, a status); nothing is changed, except that a store is made in a data folder that is there.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rootzpub import assembly
from rootzpub.clock import system_clock
from rootzpub.compiled import is_compiled
from rootzpub.config import FILE_NAME, Config, load_config
from rootzpub.errors import NotReady, RootzpubError, StoreUnavailable, UsageError
from rootzpub.owner.approval import waiting_members
from rootzpub.owner.building import files_hold
from rootzpub.owner.homes import other_home
from rootzpub.owner.losses import damaged_key_pages, empty_entries
from rootzpub.owner.serving import serving_problems
from rootzpub.owner.upkeep import hint_for
from rootzpub.pages.look import BOT_WALL
from rootzpub.publisher import declares, last_outcome, line_to_add, unmatched_notes, visibility_notes
from rootzpub.publisher.summary import HELD_HINT
from rootzpub.site import Site, SiteFacts, left_out
from rootzpub.store import Store
from rootzpub.wire.blocks import format_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    outcome: str
    """`ok`, `warning` or `problem`."""
    part: str
    message: str
    hint: str = ""
    error: RootzpubError | None = None
    """What a problem is in our tree of errors; None for everything else."""

    def as_dict(self) -> dict[str, str]:
        """For machines."""
        return {"outcome": self.outcome, "part": self.part, "message": self.message, "hint": self.hint}


def diagnose(directory: Path) -> list[Finding]:
    """Every finding for the site in `directory`, in the order in which one would fix them."""
    try:
        config = load_config(directory)
    except RootzpubError as error:
        return [_problem("configuration", error)]
    return [finding for part, examine in _PARTS.items() for finding in _guarded(part, examine, config)]


def _guarded(part: str, examine: Callable[[Config], Iterator[Finding]], config: Config) -> Iterator[Finding]:
    """An examination that fails is a finding itself."""
    try:
        yield from examine(config)
    except RootzpubError as error:
        yield _problem(part, error)


def _configuration(config: Config) -> Iterator[Finding]:
    path = config.directory / FILE_NAME
    # Settings may come from the environment alone; a site that was prepared has the file.
    if not path.is_file():
        missing = UsageError(
            f"{path} is not there", hint="Run `rootzpub init --source URL` here, or name the folder with -C."
        )
        yield _problem("configuration", missing)
        return
    yield Finding(outcome="ok", part="configuration", message=str(path))
    if not config.contact.email:
        yield _warning(
            "configuration", "no contact address is given", "Set [contact] email, so agents can say whom to ask."
        )
    unsaid = [key for key in ("mission", "sector") if not getattr(config.identity, key)]
    if unsaid:
        yield _warning(
            "configuration",
            f"the organisation has no {' and no '.join(unsaid)}, which the standard demands",
            f"Set [identity] {' and '.join(unsaid)}; agents show them first.",
        )
    if config.policies.license == "all-rights-reserved":
        yield _warning(
            "configuration",
            "the licence is all-rights-reserved",
            "Set [policies] license to grant more than the permissions do.",
        )


def _key(config: Config) -> Iterator[Finding]:
    # As `serve` opens it, passphrase included.
    pair = assembly.open_configured_keys(config)
    if pair is None:
        yield _warning("key", "documents are hashed, not signed", "Set [signing] key and run `rootzpub keys new`.")
        return
    where = ", in a process of its own while serving" if config.signing.isolate else ""
    yield Finding(outcome="ok", part="key", message=f"signs as {pair.signer.address.format()}{where}")
    if pair.problem:
        yield _warning(
            "key", pair.problem, "Name the key that the history leads to in [signing] key, or put its file back."
        )


def _source(config: Config) -> Iterator[Finding]:
    source = assembly.open_source(config)
    with source.snapshot() as snapshot:
        facts = snapshot.site_facts()
    yield Finding(outcome="ok", part="source", message=f"{facts.name} at {facts.url}, read through {source.url}")
    if elsewhere := other_home(config.site.base_url, facts.url):
        yield _warning(
            "source", elsewhere, "Right only where this site is served there: else leave [site] base_url out."
        )
    if facts.builders:
        counts = ", ".join(f"{name} {count}" for name, count in facts.builders)
        yield Finding(outcome="ok", part="source", message=f"pages made with page builders: {counts}")
    yield from _visibility(facts, config)


def _visibility(facts: SiteFacts, config: Config) -> Iterator[Finding]:
    """What keeps entries back: a closed site, plugins that are followed or not, types nobody named."""
    followed = [plugin.name for plugin in facts.plugins if plugin.followed]
    if followed:
        names = ", ".join(dict.fromkeys(followed))
        yield Finding(outcome="ok", part="visibility", message=f"plugins that decide, and are followed: {names}")
    for note in visibility_notes(facts, config.content):
        message, _, hint = note.partition("; ")
        yield _warning("visibility", message, f"{hint}.")
    for closed in facts.closed:
        if getattr(config.content, closed.setting):
            message = f"{closed}; it is published because of [content] {closed.setting}"
            yield Finding(outcome="ok", part="visibility", message=message)


def _watch(config: Config) -> Iterator[Finding]:
    """What the running server reported last, when its source failed."""
    # A look-only command makes no folder (the same in `_store`).
    if not config.data_dir.exists():
        return
    outcome = last_outcome(assembly.open_state(config).note("last-sync"))
    if outcome is not None and outcome.error:
        message = (
            f"{outcome.failures} looks in a row failed, the last at {format_time(outcome.moment)}: {outcome.error}"
        )
        yield _warning("watch", message, outcome.hint)


def _server(config: Config) -> Iterator[Finding]:
    """The server that runs: who signs for it, and whether it has the settings of the file."""
    for message, hint in serving_problems(config):
        yield _warning("server", message, hint)


def _proxy(config: Config) -> Iterator[Finding]:
    """A reverse proxy that the running server has seen and that is not declared."""
    if not config.data_dir.exists():
        return
    address = assembly.open_undeclared_proxy(config, trusted=declares(config.serve.trusted_proxies)).address
    if address:
        message = f"a proxy at {address} is not declared: visitors cannot be told apart, and no limit is declared"
        yield _warning("proxy", message, f"Add to {FILE_NAME}: {line_to_add(address)}")


def _store(config: Config) -> Iterator[Finding]:
    if not config.data_dir.exists():
        yield _warning("store", "nothing was read yet", "Run `rootzpub sync`.")
        return
    store = assembly.open_store(config)
    if store.unwritable:
        yield _warning(
            "store",
            f"it can only be read: {store.unwritable}",
            "What was published is served, and nothing newer. Make room, or let this user write the folder.",
        )
    try:
        problems = store.check()
        for problem in problems:
            # What can be derived again may be thrown away; the history is in a file of its own (decision 0007).
            yield _problem("store", StoreUnavailable(problem, hint=hint_for(problem)))
        if not problems:
            yield from _published(store)
            yield from _approval(config)
            yield from _seen(config, store)
            yield from _files(config, store)
    finally:
        store.close()


def _published(store: Store) -> Iterator[Finding]:
    try:
        with store.site() as site:
            publication, held = site.publication, site.held()
            lost = [*_lost(site)]
            idle = [*unmatched_notes(store, site)]
            omitted = ", ".join(map(str, left_out(site.omissions())))
    except NotReady:
        yield _warning("store", "nothing was read yet", "Run `rootzpub sync`.")
        return
    when = format_time(publication.published_at)
    message = f"publication {publication.sequence}, {when}: {publication.size} entries"
    yield Finding(outcome="ok", part="store", message=message)
    if publication.size >= _PAYS_FROM and not is_compiled():
        hint = "`ROOTZPUB_COMPILE=1 pip install .` makes conversions one and a half times as fast (docs/markdown.md)."
        yield Finding(outcome="ok", part="build", message="the converter is plain Python", hint=hint)
    if held is not None:
        yield _warning("held", str(held), f"{HELD_HINT}. The next look is at {format_time(held.again)}.")
    if omitted:
        yield Finding(outcome="ok", part="store", message=f"left out: {omitted}")
    for note in idle:
        yield _warning("exclude", note, "It may hold back something you think is hidden: put the name right.")
    yield from lost


def _approval(config: Config) -> Iterator[Finding]:
    """A change of identity or policies that waits for its owner."""
    if members := waiting_members(config):
        message = f"a change waits for you: {', '.join(members)}"
        yield _warning(
            "approval", message, "`rootzpub approve` shows it and asks; until then agents read what was before."
        )


def _files(config: Config, store: Store) -> Iterator[Finding]:
    """What a static host got: until when it holds, and whether the site has changed since."""
    with contextlib.suppress(NotReady), store.site() as site:
        held = files_hold(config, moment=system_clock(), sequence=site.publication.sequence)
        if held is not None:
            outcome = "warning" if held.hint else "ok"
            yield Finding(outcome=outcome, part="files", message=held.message, hint=held.hint)


def _lost(site: Site) -> Iterator[Finding]:
    """Pages that matter and lost words, or have none; and how many others have none."""
    for path, topic, missing in damaged_key_pages(site):
        message = f"{path} ({topic}): {missing}"
        yield _warning("words", message, f"`rootzpub losses --path {path}` shows it; REST gives WordPress's own words.")
    if empty := empty_entries(site):
        yield _warning("words", f"{empty} entries have no text", "`rootzpub losses` says what was lost of which.")


_PAYS_FROM = 5_000
"""Entries from which compiling saves more than it costs, at one full read."""
_MOST_NAMED = 5
"""Entries that are named with the words that their pages lack."""


def _seen(config: Config, store: Store) -> Iterator[Finding]:
    """What visitors see of the entries, as far as pages were looked at."""
    counts = assembly.confirm_counts(config, store)
    if not counts:
        return
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    lacking = [found for found in store.confirmations.all() if found.missing]
    if lacking:
        paths = {stored.id: stored.path for stored in store.html_of([found.id for found in lacking])}
        named = (f"{paths.get(found.id, f'entry {found.id}')}: \u201c{found.missing}\u201d" for found in lacking)
        message = f"words are not on the page: {', '.join(islice(named, _MOST_NAMED))}"
        yield _warning("visitors", message, "`rootzpub confirm PATH` looks again; open the page without logging in.")
    if not any(name.startswith("could not look") for name in counts):
        yield Finding(outcome="ok", part="visitors", message=listed)
        return
    wall = any(name.endswith(BOT_WALL) for name in counts)
    hint = (
        "A bot wall answers: allow the user agent rootzpub there, or set [source] connect to WordPress behind it."
        if wall
        else "Is the site up for visitors? Set [source] site and connect, and run `rootzpub confirm`."
    )
    yield _warning("visitors", listed, hint)


def _warning(part: str, message: str, hint: str) -> Finding:
    return Finding(outcome="warning", part=part, message=message, hint=hint)


def _problem(part: str, error: RootzpubError) -> Finding:
    return Finding(outcome="problem", part=part, message=error.message, hint=error.hint, error=error)


_PARTS: Mapping[str, Callable[[Config], Iterator[Finding]]] = {
    "configuration": _configuration,
    "key": _key,
    "source": _source,
    "watch": _watch,
    "server": _server,
    "proxy": _proxy,
    "store": _store,
}
"""What is examined, in the order in which one would fix it."""
