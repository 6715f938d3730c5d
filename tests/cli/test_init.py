"""`rootzpub init` on a site that has the WordPress plugin: its settings and its signer are kept."""

import hashlib
import json
from pathlib import Path

import pytest

from rootzpub.cli.main import run
from rootzpub.config import load_config
from tests.sources.rest.server import Fault, fake_site, serving

SALTS = "".join(
    f"define( '{name}', '{hashlib.sha256(f'peer-test-only-{name}'.encode()).hexdigest()}' );\n"
    for name in ("SECURE_AUTH_KEY", "SECURE_AUTH_SALT")
)


@pytest.fixture
def wp_config(tmp_path: Path) -> Path:
    """A wp-config.php with the salts of the throw-away site."""
    path = tmp_path / "wp-config.php"
    path.write_text(f"<?php\n{SALTS}")
    return path


@pytest.fixture
def source(shared: Path) -> str:
    """The dump of a site that has the plugin."""
    return f"sql:{shared / 'sites/themeunit/dump.sql'}"


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_signer_is_kept(tmp_path, source, wp_config, capsys):
    """The plugin's key, opened with the salts, becomes ours; its address is the one the plugin named."""
    arguments = ["init", str(tmp_path / "site"), "--source", source, "--import-wallet", "--wp-config", str(wp_config)]

    assert run([*arguments, "--json"]) == 0

    signer = json.loads(capsys.readouterr().out)["signer"]
    assert run(["-C", str(tmp_path / "site"), "keys", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["address"] == signer
    dump = Path(source.removeprefix("sql:")).read_text("utf-8", "replace")
    assert signer.lower() in dump.lower()


@pytest.mark.slow("more than a tenth of a second a case")
def test_the_settings_are_filled_in(tmp_path, source, capsys):
    """Identity and contact as the owner wrote them in WordPress; the offer of the wallet is made in words."""
    assert run(["init", str(tmp_path / "site"), "--source", source]) == 0

    config = load_config(tmp_path / "site")
    assert config.identity.legal_name == "Small Peer Site Ltd"
    assert config.contact.operator == "Jane Operator"
    assert "--import-wallet" in capsys.readouterr().err


@pytest.mark.slow("more than a tenth of a second a case")
def test_wrong_salts_make_no_key(tmp_path, source, wp_config, capsys):
    """Said in one line, and nothing half-made stays."""
    wp_config.write_text(f"<?php\n{SALTS}".replace("define( 'SECURE_AUTH_KEY', '", "define( 'SECURE_AUTH_KEY', 'x"))

    code = run(["init", str(tmp_path / "site"), "--source", source, "--import-wallet", "--wp-config", str(wp_config)])

    assert code == 3
    assert "salts" in capsys.readouterr().err
    assert not (tmp_path / "site" / "rootzpub.toml").exists()
    assert not list(tmp_path.rglob("signing.key"))


@pytest.mark.parametrize(
    ("status", "headers", "named"),
    [(403, {"cf-mitigated": "challenge"}, "Cloudflare, 403"), (202, {"sg-captcha": "challenge"}, "SiteGround, 202")],
    ids=["cloudflare", "siteground"],
)
def test_init_names_a_bot_wall(tmp_path, capsys, status, headers, named):
    """Not "no WordPress there": what to allow is said."""
    with serving(fake_site()) as site:
        site.faults.append(Fault(path="/", status=status, headers=headers, body=b"<html>", times=99))
        assert run(["init", str(tmp_path / "x"), "--source", site.home]) == 3
    said = capsys.readouterr().err
    assert f"a bot wall answers ({named})" in said
    assert "allow the user agent rootzpub/" in said


@pytest.mark.slow("more than a tenth of a second a case")
def test_mission_and_sector_are_options_and_asked_of_nobody_in_a_script(tmp_path, capsys):
    """What the standard demands; doctor names what is missing."""
    with serving(fake_site()) as site:
        assert (
            run(["init", str(tmp_path / "told"), "--source", site.home, "--mission", "We weigh.", "--sector", "a, b,"])
            == 0
        )
        assert run(["init", str(tmp_path / "bare"), "--source", site.home]) == 0
    capsys.readouterr()
    identity = load_config(tmp_path / "told").identity
    assert (identity.mission, identity.sector) == ("We weigh.", ("a", "b"))
    run(["-C", str(tmp_path / "bare"), "doctor"])
    assert "no mission and no sector" in capsys.readouterr().out
