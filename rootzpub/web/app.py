"""The application factory."""

from pathlib import Path

from flask import Flask

from rootzpub.publisher import Answering
from rootzpub.web.agents import Gate, agents_blueprint
from rootzpub.web.limits import Limiter, Rate
from rootzpub.web.pages import pages_blueprint
from rootzpub.web.requests_in import Clients


def create_app(
    publisher: Answering | None = None, *, directory: str | Path = ".", gate: Gate | None = None, watch: bool = True
) -> Flask:
    """The WSGI application that serves what is configured in `directory`.

    Tests hand in a publisher and a gate of their own. With `watch`, a thread of this process keeps the store up to
    date, unless another process already does.

    Raises:
        ConfigError: the configuration is wrong.
        KeyUnavailable: the signing key cannot be opened.
        StoreUnavailable: the store cannot be opened.
    """
    if publisher is None:
        publisher, gate = _assembled(directory, watch=watch)
    assert gate is not None
    app = Flask("rootzpub", static_folder=None, template_folder=str(templates_folder()))
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.register_blueprint(pages_blueprint(publisher, templates_folder()))
    app.register_blueprint(agents_blueprint(publisher, gate))
    return app


def templates_folder() -> Path:
    """Where the pages for people are: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _assembled(directory: str | Path, *, watch: bool) -> tuple[Answering, Gate]:
    from rootzpub import assembly  # noqa: PLC0415 - tests of the web alone need no database
    from rootzpub.config import load_config  # noqa: PLC0415

    config = load_config(directory)
    publisher = assembly.open_publisher(config)
    if watch:
        assembly.start_watching(config)
    rate = Rate.parse(config.policies.rate_limit)
    return publisher, Gate(
        clients=Clients(config.serve.trusted_proxies),
        limiter=Limiter(rate, config.data_dir / "limits") if rate else None,
        limit_loopback="rate_limit" in config.policies.model_fields_set,
        owner_token=assembly.resolve_secret(config.serve.owner_token, config.directory),
    )
