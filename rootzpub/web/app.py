"""The application factory."""

from pathlib import Path
from types import TracebackType

from flask import Flask

from rootzpub import assembly, logs
from rootzpub.config import Config, PoliciesTable, load_config
from rootzpub.publisher import ENDPOINT_TABLE, Answering, KeySource
from rootzpub.state import LimitName
from rootzpub.verify import Report, verify
from rootzpub.web.agents import AgentEndpoint, Gate, agents_blueprint
from rootzpub.web.bodies import Bodies
from rootzpub.web.delegate_page import delegate_blueprint
from rootzpub.web.error_handlers import seal_refusals
from rootzpub.web.limits import Limiter, Rate, salt_of_parent
from rootzpub.web.pages import pages_blueprint
from rootzpub.web.request_log import RequestLog
from rootzpub.web.request_parsing import Clients
from rootzpub.web.shortcut import Shortcut
from rootzpub.web.turns import Turns
from rootzpub.web.verify_page import Verifying, verify_blueprint

_logger = logs.package_logger(__name__)


class Application(Flask):
    """Flask whose faults are logged without what was asked: its own record names the path."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """A record with the places of the traceback."""
        _logger.error("a request failed", exc_info=exc_info)


def create_app(
    publisher: Answering | None = None,
    *,
    gate: Gate | None = None,
    config: Config | None = None,
    keys: KeySource | None = None,
    salt: bytes | None = None,
    watch: bool = True,
) -> Flask:
    """The WSGI application that serves what is configured (default: in the working directory).

    Tests hand in a publisher and a gate of their own; `keys` are those that were opened before, `salt` what all workers
    count clients with. With `watch`, a thread of this process keeps the store up to date, unless another process
    already does. Without `config` this is the entry point of a process (`wsgi.py`), so log records go to standard error
    unless whoever runs it configured logging.

    Raises:
        ConfigError: the configuration is wrong.
        KeyUnavailable: the signing key cannot be opened.
        StoreUnavailable: the store cannot be opened.
    """
    if config is None:
        config = load_config()
        logs.install_unless_configured(config.log.level, config.log.format)
    counters = assembly.open_counters(config, publisher.endpoints if publisher else ENDPOINT_TABLE)
    gate = gate or open_gate(config, salt=salt)
    if publisher is None:
        publisher = assembly.open_publisher(config, keys=keys, counters=counters, proxy=gate.proxy)
        if watch:
            assembly.start_watching(config)
    app = Application("rootzpub", static_folder=None, template_folder=str(templates_folder()))
    # A redirect of the framework to another spelling would be no sealed answer, and the path is what gets signed.
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    # Rows of the table go before pages for people: an owner's own document may stand at `/`.
    front = publisher.endpoints.find("/") is None
    # One of each for all routes of the process: what they bound is the process's.
    bodies, turns = Bodies(gate.clients), Turns()
    agents = AgentEndpoint(publisher, gate, bodies=bodies, counters=counters)
    app.register_blueprint(pages_blueprint(publisher, templates_folder(), front=agents if front else None))
    verifying = Verifying(verifier=_verify, largest=config.serve.verify_bytes, gate=gate, bodies=bodies, turns=turns)
    app.register_blueprint(verify_blueprint(publisher, templates_folder(), verifying))
    app.register_blueprint(delegate_blueprint(publisher, templates_folder(), bodies))
    app.register_blueprint(agents_blueprint(agents, front=not front))
    seal_refusals(app, agents)
    # The log goes around everything: answers of the short way leave before Flask is entered (decision 0017).
    shortcut = Shortcut(app.wsgi_app, agents)
    answering = RequestLog(shortcut, access_log=config.serve.access_log, clients=gate.clients)
    app.wsgi_app = answering  # type: ignore[method-assign]  # how Flask documents it
    return app


def _verify(document: bytes, url: str, *, kept: bool) -> Report:
    return verify(document, url=url or None, kept=kept)


def open_gate(config: Config, *, salt: bytes | None = None) -> Gate:
    """Who may ask and how often, as configured; a limit other than the default holds for this machine's clients too."""
    state, clients = assembly.open_state(config), Clients(config.serve.trusted_proxies)

    def limiter(limit: LimitName, text: str) -> Limiter | None:
        rate = Rate.parse(text)
        return Limiter(rate, state.windows(limit), name=limit, salt=salt or salt_of_parent()) if rate else None

    # By value: settings that are read count as set as soon as the table has any key.
    usual = PoliciesTable()
    return Gate(
        clients=clients,
        limiter=limiter("tools", config.policies.rate_limit),
        limit_loopback=config.policies.rate_limit != usual.rate_limit,
        documents=limiter("documents", config.policies.document_limit),
        limit_loopback_documents=config.policies.document_limit != usual.document_limit,
        owner_token=assembly.resolve_secret(config.serve.owner_token, config.directory),
        proxy=assembly.open_undeclared_proxy(config, trusted=clients.is_trusted),
    )


def templates_folder() -> Path:
    """Where the pages for people are: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    # The wheel puts the templates inside the package (pyproject.toml, force-include).
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
