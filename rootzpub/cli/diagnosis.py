"""What `doctor` looks at: configuration, key, source, store, each on its own: one fault does not hide another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rootzpub import assembly
from rootzpub.cli.exit_codes import FINE, USAGE, exit_code
from rootzpub.config import FILE_NAME, Config, load_config
from rootzpub.errors import NotReady, RootzpubError
from rootzpub.publisher import last_outcome
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
    exit_code: int = FINE

    def as_dict(self) -> dict[str, str]:
        """For machines."""
        return {"outcome": self.outcome, "part": self.part, "message": self.message, "hint": self.hint}


def diagnose(directory: Path) -> list[Finding]:
    """Every finding for the site in `directory`, in the order in which one would fix them."""
    try:
        config = load_config(directory)
    except RootzpubError as error:
        return [_problem("configuration", error)]
    return [finding for look in (_configuration, _key, _source, _watch, _store) for finding in _guarded(look, config)]


def _guarded(look: Callable[[Config], Iterator[Finding]], config: Config) -> Iterator[Finding]:
    """A look that fails is a finding itself."""
    try:
        yield from look(config)
    except RootzpubError as error:
        yield _problem(look.__name__.strip("_"), error)


def _configuration(config: Config) -> Iterator[Finding]:
    path = config.directory / FILE_NAME
    if not path.is_file():
        yield Finding(
            outcome="problem",
            part="configuration",
            message=f"{path} is not there",
            hint="Run `rootzpub init --source URL` here, or name the folder with -C.",
            exit_code=USAGE,
        )
        return
    yield Finding(outcome="ok", part="configuration", message=str(path))
    if not config.contact.email:
        yield _warning(
            "configuration", "no contact address is given", "Set [contact] email, so agents can say whom to ask."
        )
    if config.policies.license == "all-rights-reserved":
        yield _warning(
            "configuration", "the licence is all-rights-reserved", "Set [policies] license if quoting is welcome."
        )


def _key(config: Config) -> Iterator[Finding]:
    signer = assembly.open_configured_signer(config)
    if signer is None:
        yield _warning("key", "documents are hashed, not signed", "Set [signing] key and run `rootzpub keys new`.")
        return
    yield Finding(outcome="ok", part="key", message=f"signs as {signer.address.format()}")


def _source(config: Config) -> Iterator[Finding]:
    source = assembly.open_source(config)
    with source.snapshot() as snapshot:
        facts = snapshot.site_facts()
    yield Finding(outcome="ok", part="source", message=f"{facts.name} at {facts.url}, read through {source.url}")


def _watch(config: Config) -> Iterator[Finding]:
    """What the running server said last, when its source failed."""
    outcome = last_outcome(config.data_dir)
    if outcome is not None and outcome.error:
        message = (
            f"{outcome.failures} looks in a row failed, the last at {format_time(outcome.moment)}: {outcome.error}"
        )
        yield _warning("watch", message, outcome.hint)


def _store(config: Config) -> Iterator[Finding]:
    if not config.data_dir.exists():
        yield _warning("store", "nothing was read yet", "Run `rootzpub sync`.")
        return
    store = assembly.open_store(config)
    try:
        problems = store.check()
        for problem in problems:
            yield Finding(
                outcome="problem",
                part="store",
                message=problem,
                hint="Run `rootzpub sync --full`; the publication history is kept.",
                exit_code=3,
            )
        if not problems:
            yield from _published(store)
    finally:
        store.close()


def _published(store: Store) -> Iterator[Finding]:
    try:
        with store.site() as site:
            publication = site.publication
            left_out = ", ".join(f"{omission.count} {omission.reason}" for omission in site.omissions())
    except NotReady:
        yield _warning("store", "nothing was read yet", "Run `rootzpub sync`.")
        return
    when = format_time(publication.published_at)
    message = f"publication {publication.sequence}, {when}: {publication.size} entries"
    yield Finding(outcome="ok", part="store", message=message)
    if left_out:
        yield Finding(outcome="ok", part="store", message=f"left out: {left_out}")


def _warning(part: str, message: str, hint: str) -> Finding:
    return Finding(outcome="warning", part=part, message=message, hint=hint)


def _problem(part: str, error: RootzpubError) -> Finding:
    return Finding(outcome="problem", part=part, message=error.message, hint=error.hint, exit_code=exit_code(error))
