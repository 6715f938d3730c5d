"""`rootzpub serve`: a production server, and a child process that follows the source."""

from typing import TYPE_CHECKING

import click

from rootzpub.cli.options import configured, note, warn_unsigned

if TYPE_CHECKING:
    from rootzpub.config import Config


@click.command("serve", epilog="\b\nExample:\n  rootzpub serve --bind 127.0.0.1:8321 --workers 2")
@click.option("--bind", metavar="H:P", help="Address and port (default 127.0.0.1:8321).")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes (default 2).")
@click.option("--base-url", metavar="URL", help="Public address that is signed as origin.")
@click.option("--access-log/--no-access-log", default=None, help="Log each request: method, status, milliseconds.")
@click.option("--watch/--no-watch", default=True, help="Follow the source (default), or serve what the store has.")
@click.pass_context
def command(
    ctx: click.Context,
    bind: str | None,
    workers: int | None,
    base_url: str | None,
    *,
    access_log: bool | None,
    watch: bool,
) -> None:
    """Serve the site; read the source at start and then whenever it changes. Stop with Ctrl-C."""
    from rootzpub.assembly import source_url
    from rootzpub.cli.server import address, serve

    config = configured(
        ctx, serve__bind=bind, serve__workers=workers, site__base_url=base_url, serve__access_log=access_log
    )
    # Both only for their errors: a port that cannot be and a source that nobody named are said before anything starts.
    address(config.serve.bind)
    if watch:
        source_url(config)
    warn_unsigned(config)
    here = f"http://{config.serve.bind}"
    _note_signed_origin(config, here)
    _note_waiting(config)
    serve(config, watch=watch, announce=lambda: note(f"serving on {here}"))


def _note_signed_origin(config: "Config", here: str) -> None:
    """Say which origin is signed where it is not the address served: right behind a proxy, confusing without one."""
    from rootzpub.wire.blocks import origin_of

    signed = config.site.base_url or _site_url(config)
    # Compared as origins, because the address may be written with a path or a default port.
    if signed and origin_of(signed) != origin_of(here):
        note(f"signed as {signed}: to check answers fetched here, use `rootzpub verify --as URL`")


def _note_waiting(config: "Config") -> None:
    """Say that a change of identity or policies waits: agents read what was approved before."""
    from rootzpub.logs import package_logger
    from rootzpub.owner.approval import waiting_members

    if members := waiting_members(config):
        package_logger(__name__).warning(
            "a change waits for `rootzpub approve`, and what was approved before is served: %s", ", ".join(members)
        )


def _site_url(config: "Config") -> str:
    """The site's own home URL, which is signed where the owner set no base URL; empty before the first sync."""
    from rootzpub.assembly import open_store
    from rootzpub.errors import NotReady

    store = open_store(config)
    try:
        with store.site() as site:
            return site.facts.url
    except NotReady:
        return ""
    finally:
        store.close()
