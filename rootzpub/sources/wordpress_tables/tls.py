"""TLS of a database connection: what the owner demands of it, and what to say when it fails.

Invariants: what was demanded is given or the connection fails; nothing falls back to plain text by itself. Where
nothing was said the connection is encrypted if the server can do that, but nobody checks whose certificate it is.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rootzpub.errors import ConfigError


class TlsMode(Enum):
    """How much an owner wants of TLS."""

    NONE = "no"
    """Plain text, on purpose."""
    OFFERED = ""
    """Nothing said: encrypted where the server offers it."""
    ENCRYPTED = "required"
    """Encrypted, with whatever certificate."""
    VERIFIED = "verify"
    """Encrypted, and the certificate is the server's own."""


_MODES = {"": TlsMode.OFFERED, "0": TlsMode.NONE, "no": TlsMode.NONE, "required": TlsMode.ENCRYPTED}
_MODES |= {"1": TlsMode.ENCRYPTED, "verify": TlsMode.VERIFIED}


@dataclass(frozen=True, slots=True)
class Tls:
    """A mode, and the context that carries it out (None where the mode is not above `OFFERED`)."""

    mode: TlsMode = TlsMode.OFFERED
    context: ssl.SSLContext | None = None
    asked: str = ""
    """The option by which it was asked for, for messages: `tls_ca`, `tls=verify`, `tls=required`."""
    has_certificate: bool = False
    """The client shows a certificate too."""

    def arguments(self) -> dict[str, object]:
        """Arguments for PyMySQL."""
        if self.context is not None:
            return {"ssl": self.context}
        return {"ssl_disabled": True} if self.mode is TlsMode.NONE else {}


def tls_from(settings: Mapping[str, str], *, base_dir: Path) -> Tls:
    """From `tls` (`no`, `required`, `verify`), `tls_ca`, `tls_cert`, `tls_key`; relative files count from `base_dir`.

    An authority or a certificate of our own without `tls=` means `verify`: who names one wants to know the other side.

    Raises:
        ConfigError: `tls` has another value or contradicts the files; a file is missing, unreadable or something else.
    """
    said = settings.get("tls", "").lower()
    if said not in _MODES:
        raise ConfigError(f"tls={said[:20]} is unknown", hint="use tls=required or tls=verify, or name tls_ca=FILE")
    files = {name: _file(settings.get(name, ""), name, base_dir) for name in ("tls_ca", "tls_cert", "tls_key")}
    named = [name for name, file in files.items() if file]
    mode = _MODES[said]
    if mode is TlsMode.NONE and named:
        raise ConfigError(f"tls={said} and {named[0]} contradict each other", hint="leave one of them out")
    if files["tls_key"] and not files["tls_cert"]:
        raise ConfigError("tls_key is given without tls_cert", hint="name the certificate that belongs to the key")
    # Also over `tls=required`: an authority that is named and then not asked would be worse than none.
    if files["tls_ca"] or (named and mode is TlsMode.OFFERED):
        mode = TlsMode.VERIFIED
    if mode in {TlsMode.NONE, TlsMode.OFFERED}:
        return Tls(mode)
    asked = "tls_ca" if files["tls_ca"] else f"tls={mode.value}"
    return Tls(mode, _context(mode, files), asked, has_certificate=bool(files["tls_cert"]))


def tls_failure(error: BaseException, tls: Tls) -> tuple[str, str] | None:
    """Message and hint for an error of TLS itself; None for any other error."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_failure(error, tls)
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or "no reason given").lower().replace("_", " ")
        if "alert" in reason and ("certificate" in reason or "unknown ca" in reason):
            return (
                f"the database refuses our certificate (TLS: {reason})",
                "tls_cert and tls_key must be signed by the authority that the server trusts (its ssl_ca)",
            )
        return (
            f"TLS with the database failed ({reason})",
            "is it a database, and does it speak TLS 1.2 or newer? tls=no does without encryption",
        )
    return None


def tls_refusal(code: int, tls: Tls) -> tuple[str, str] | None:
    """Message and hint for an error number of driver or server that TLS, or the lack of it, may explain."""
    if code == _NO_TLS_OFFERED:
        return (
            f"the database offers no TLS, but {tls.asked} demands it",
            "give the server a certificate (its ssl_cert and ssl_key), or leave TLS out",
        )
    if code == _ENCRYPTED_ONLY:
        return "the database lets in encrypted connections only", "take out tls=no, or set tls=verify or tls_ca"
    if code in _BROKEN_OFF and tls.has_certificate:
        return (
            "the database broke off while we logged in",
            "it may be restarting, or does not trust tls_cert, which its own authority (ssl_ca) must have signed",
        )
    return _login_refusal(tls) if code in _REFUSED else None


def _login_refusal(tls: Tls) -> tuple[str, str]:
    """A refused account: the server does not say whether its password was wrong or its demand for TLS not met."""
    if tls.mode is TlsMode.NONE:
        return (
            "the database refused user or password, over a connection without TLS",
            "check [source] user and password; an account or a server that requires TLS does not take tls=no",
        )
    if not tls.has_certificate:
        return (
            "the database refused user or password",
            "check [source] user and password; an account made with REQUIRE X509 also needs tls_cert and tls_key",
        )
    return (
        "the database refused user, password or certificate",
        "check [source] user and password, and that tls_cert is the one the account requires",
    )


_NO_TLS_OFFERED = 2026
_ENCRYPTED_ONLY = 3159
"""MySQL's number for `require_secure_transport`; MariaDB says 1045."""
_REFUSED = frozenset({1045, 1698})
_BROKEN_OFF = frozenset({2006, 2013})
"""All that a client hears in TLS 1.3 of a certificate that the server does not trust."""
_HOST_MISMATCH = frozenset({62, 64})
_OUT_OF_TIME = {9: "is not valid yet", 10: "has expired"}


def _certificate_failure(error: ssl.SSLCertVerificationError, tls: Tls) -> tuple[str, str]:
    if error.verify_code in _HOST_MISMATCH:
        return (
            f"the database's certificate is for another host ({tls.asked})",
            "name the host in the source URL as the certificate names it, or have one made for this host",
        )
    if error.verify_code in _OUT_OF_TIME:
        return (
            f"the database's certificate {_OUT_OF_TIME[error.verify_code]} ({tls.asked})",
            "renew it in the server, and check this machine's clock",
        )
    reason = (error.verify_message or "cannot be verified").strip()
    if tls.asked == "tls_ca":
        return (
            f"the database's certificate is not from the authority in tls_ca ({reason})",
            "set tls_ca to the certificate of the authority that signed the server's (its ssl_ca)",
        )
    return (
        f"no authority this machine knows signed the database's certificate ({tls.asked}: {reason})",
        "set tls_ca to the certificate of the authority that signed it; tls=required does not check",
    )


def _context(mode: TlsMode, files: Mapping[str, Path | None]) -> ssl.SSLContext:
    context = _trusting(files["tls_ca"])
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # certificates that MySQL makes for itself would fail
    if mode is TlsMode.ENCRYPTED:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if files["tls_cert"]:
        _show_certificate(context, files["tls_cert"], files["tls_key"])
    return context


def _trusting(authority: Path | None) -> ssl.SSLContext:
    """Trusts this authority alone, or those that the system trusts."""
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"tls_ca: {authority} holds no certificate ({_reason(error)})", hint="a file in PEM form is needed"
        ) from None


def _show_certificate(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    try:
        context.load_cert_chain(certificate, key, password=lambda: "")  # never asks at a terminal
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"tls_cert and tls_key are no certificate and its key ({_reason(error)})",
            hint="both in PEM form, the key without a passphrase and readable by this user",
        ) from None


def _reason(error: Exception) -> str:
    """Why, without anything that the file holds."""
    words = error.reason if isinstance(error, ssl.SSLError) else getattr(error, "strerror", None)
    return (words or type(error).__name__).lower().replace("_", " ")


def _file(name: str, option: str, base_dir: Path) -> Path | None:
    if not name:
        return None
    file = base_dir / Path(name).expanduser()
    if not file.is_file():
        raise ConfigError(f"no TLS file {file}", hint=f"check {option}")
    return file
