"""TLS of a database connection, as far as it goes without a server (those are in tests/live)."""

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from rootzpub.errors import ConfigError
from rootzpub.sources.wordpress_tables.tls import Tls, TlsMode, tls_failure, tls_from, tls_refusal
from tests.live.certificates import Authority, written


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority in the folder that relative files count from."""
    return Authority(tmp_path, "authority")


@pytest.mark.parametrize(
    ("settings", "demand", "asked"),
    [
        pytest.param({}, TlsMode.OFFERED, "", id="nothing-said"),
        pytest.param({"tls": "no"}, TlsMode.NONE, "", id="no"),
        pytest.param({"tls": "required"}, TlsMode.ENCRYPTED, "tls=required", id="required"),
        pytest.param({"tls": "1"}, TlsMode.ENCRYPTED, "tls=required", id="one"),
        pytest.param({"tls": "VERIFY"}, TlsMode.VERIFIED, "tls=verify", id="verify"),
        pytest.param({"tls_ca": "authority.pem"}, TlsMode.VERIFIED, "tls_ca", id="authority"),
        pytest.param({"tls": "required", "tls_ca": "authority.pem"}, TlsMode.VERIFIED, "tls_ca", id="both"),
        pytest.param({"tls_cert": "me.pem", "tls_key": "me.key"}, TlsMode.VERIFIED, "tls=verify", id="certificate"),
        pytest.param(
            {"tls": "required", "tls_cert": "me.pem", "tls_key": "me.key"},
            TlsMode.ENCRYPTED,
            "tls=required",
            id="required-certificate",
        ),
    ],
)
def test_demands(authority: Authority, tmp_path: Path, settings: dict[str, str], demand: TlsMode, asked: str) -> None:
    """What is said decides; whoever names an authority or a certificate wants the server verified."""
    authority.issue("me")
    tls = tls_from(settings, base_dir=tmp_path)
    assert (tls.mode, tls.asked, tls.has_certificate) == (demand, asked, "tls_cert" in settings)


def test_what_a_demand_means(authority: Authority, tmp_path: Path) -> None:
    """`verify` checks certificate and host, `required` neither; without a demand the driver decides, `no` forbids."""
    verified = tls_from({"tls_ca": str(authority.file)}, base_dir=tmp_path).context
    encrypted = tls_from({"tls": "required"}, base_dir=tmp_path).context
    assert verified is not None
    assert encrypted is not None
    assert (verified.check_hostname, verified.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert (encrypted.check_hostname, encrypted.verify_mode) == (False, ssl.CERT_NONE)
    assert len(verified.get_ca_certs()) == 1
    assert tls_from({}, base_dir=tmp_path).arguments() == {}
    assert tls_from({"tls": "no"}, base_dir=tmp_path).arguments() == {"ssl_disabled": True}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param({"tls": "maybe"}, "tls=maybe is unknown", id="unknown"),
        pytest.param({"tls": "no", "tls_ca": "authority.pem"}, "tls=no and tls_ca contradict", id="contradiction"),
        pytest.param({"tls_ca": "nowhere.pem"}, r"no TLS file .*nowhere\.pem", id="missing"),
        pytest.param({"tls_ca": "me.key"}, r"tls_ca: .*me\.key holds no certificate", id="no-authority"),
        pytest.param({"tls_key": "me.key"}, "tls_key is given without tls_cert", id="key-alone"),
        pytest.param({"tls_cert": "me.pem", "tls_key": "locked.key"}, "no certificate and its key", id="locked"),
        pytest.param({"tls_cert": "me.pem", "tls_key": "other.key"}, "no certificate and its key", id="other-key"),
        pytest.param({"tls_cert": "me.pem"}, "no certificate and its key", id="no-key"),
    ],
)
def test_what_cannot_be(authority: Authority, tmp_path: Path, settings: dict[str, str], message: str) -> None:
    """Each mistake is reported by the option's name, before any connection; no passphrase is asked for."""
    authority.issue("me")
    authority.issue("other")
    (tmp_path / "locked.key").write_bytes(written(ec.generate_private_key(ec.SECP256R1()), b"geheim"))
    with pytest.raises(ConfigError, match=message) as caught:
        tls_from(settings, base_dir=tmp_path)
    assert caught.value.hint


def test_handshakes_that_fail() -> None:
    """A server that speaks no TLS we know, one that refuses our certificate, and an error that is none of TLS."""
    tls = Tls(TlsMode.ENCRYPTED)
    too_old = ssl.SSLError(1, "")
    too_old.reason = "UNSUPPORTED_PROTOCOL"
    refused = ssl.SSLError(1, "")
    refused.reason = "TLSV1_ALERT_UNKNOWN_CA"
    assert tls_failure(too_old, tls) == (
        "TLS with the database failed (unsupported protocol)",
        "is it a database, and does it speak TLS 1.2 or newer? tls=no does without encryption",
    )
    assert (tls_failure(refused, tls) or ("", ""))[0].startswith("the database refuses our certificate")
    assert tls_failure(OSError(), tls) is None


@pytest.mark.parametrize(
    ("code", "tls", "words"),
    [
        pytest.param(2026, Tls(TlsMode.VERIFIED, asked="tls_ca"), "offers no TLS, but tls_ca demands it", id="no-tls"),
        pytest.param(3159, Tls(TlsMode.NONE), "encrypted connections only", id="mysql-demands"),
        pytest.param(1045, Tls(TlsMode.NONE), "requires TLS does not take tls=no", id="plain"),
        pytest.param(1045, Tls(), "tls_cert and tls_key", id="no-certificate"),
        pytest.param(2013, Tls(has_certificate=True), "does not trust tls_cert", id="distrusted"),
        pytest.param(1045, Tls(has_certificate=True), "password or certificate", id="certificate"),
    ],
)
def test_refusals(code: int, tls: Tls, words: str) -> None:
    """What a server's refusal may have to do with TLS is reported with what fixes it."""
    assert words in "; ".join(tls_refusal(code, tls) or ())
    assert tls_refusal(1049, tls) is None
