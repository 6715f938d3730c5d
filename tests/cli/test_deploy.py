"""`rootzpub deploy`: lines on standard output, one line of error."""

from rootzpub.cli.main import run


def test_lines_go_to_standard_output(tmp_path, capsys):
    """Nothing else: they are redirected into a file."""
    assert run(["-C", str(tmp_path), "deploy", "caddy"]) == 0
    assert capsys.readouterr().out.startswith("# rootzpub: what agents read on https://example.com.")


def test_another_server_is_refused(tmp_path, capsys):
    """With those there are."""
    assert run(["-C", str(tmp_path), "deploy", "iis"]) == 2
    assert "expected one of nginx, apache, caddy" in capsys.readouterr().err
