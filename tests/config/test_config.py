"""The configuration: precedence, unknown names, references."""

import tomllib
from pathlib import Path

import pytest

from rootzpub.config import FILE_NAME, load_config, render_toml, setting_names
from rootzpub.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_text(text, "utf-8")
    return folder


def test_the_defaults_serve_without_a_file(tmp_path):
    """An empty folder gives a working configuration."""
    config = load_config(tmp_path)

    assert config.serve.bind == "127.0.0.1:8321"
    assert config.data_dir == tmp_path.resolve() / "rootzpub-data"


def test_flag_beats_environment_beats_file_beats_default(tmp_path, monkeypatch):
    """The four layers, weakest to strongest."""
    write(tmp_path, '[serve]\nbind = "127.0.0.1:1"\nworkers = 3\n[site]\nstamp_seconds = 10\n')
    monkeypatch.setenv("ROOTZPUB_SERVE_BIND", "127.0.0.1:2")
    monkeypatch.setenv("ROOTZPUB_SERVE_WORKERS", "4")

    config = load_config(tmp_path, overrides={"serve.bind": "127.0.0.1:3", "serve.workers": None})

    assert (config.serve.bind, config.serve.workers, config.site.stamp_seconds) == ("127.0.0.1:3", 4, 10)
    assert config.feed.limit == 20


def test_a_list_in_the_environment_is_split_at_commas(tmp_path, monkeypatch):
    """Environment variables hold text only."""
    monkeypatch.setenv("ROOTZPUB_IDENTITY_SECTOR", "repair, lending")
    monkeypatch.setenv("ROOTZPUB_CONTENT_ASSERTIONS", "/shop/=product,page=factual")

    config = load_config(tmp_path)

    assert config.identity.sector == ("repair", "lending")
    assert config.content.assertions == {"/shop/": "product", "page": "factual"}


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param('[site]\nbase_ulr = "x"', r"unknown setting site\.base_ulr", "base_url", id="key"),
        pytest.param("[polices]\ntraining = true", "unknown setting polices", "policies", id="table"),
        pytest.param('[serve]\nworkers = "many"', r"setting serve\.workers", r"serve\.workers", id="type"),
        pytest.param("[serve]\nworkers = 0", r"setting serve\.workers: .*, got 0", "Worker processes.", id="range"),
        pytest.param(
            '[serve]\nbind = "nonsense"',
            "should be like '127.0.0.1:8321', got 'nonsense'",
            "Address and port",
            id="bind",
        ),
        pytest.param('[serve]\nbind = "::1:80"', "should be like", "Address and port", id="bind-without-brackets"),
        pytest.param('[serve]\ntrusted_proxies = ["lan"]', "'lan' does not appear to be", "Fix", id="proxies"),
        pytest.param('[source]\nproxy = "socks5://p:1"', r"source\.proxy: must be http://host:port", "Fix", id="socks"),
        pytest.param('[source]\nproxy = "p:3128"', r"source\.proxy: must be http://host:port", "Fix", id="proxy"),
        pytest.param('[source]\npassword = "hunter2"', r"source\.password: must be a reference", "Fix", id="secret"),
        pytest.param('[policies]\nrate_limit = "lots"', r"policies\.rate_limit", "Fix", id="rate"),
        pytest.param('[identity]\nidentity_contract = "0x12"', "40 hex digits", "Fix", id="address"),
        pytest.param('[content.assertions]\npage = "opinion"', "'opinion' is none of", "Fix", id="assertion"),
        pytest.param('[site]\nbase_url = "ftp://x"', "http or https", "Fix", id="base-url"),
        pytest.param('[site]\nbase_url = "http://[::1"', "http or https", "Fix", id="base-url-bracket"),
        pytest.param('[site]\nbase_url = "http://x:99999"', "http or https", "Fix", id="base-url-port"),
        pytest.param('[site]\nbase_url = "http://me:pw@x"', "without user", "Fix", id="base-url-user"),
        pytest.param('[content]\nexclude = ["*/x"]', r"a \* may stand at the end", "paths", id="star in front"),
        pytest.param('[content]\nexclude = ["/a/*/b/"]', r"a \* may stand at the end", "paths", id="star within"),
        pytest.param('[content]\nexclude = ["*"]', "'/\\*' is the whole site", "paths", id="star alone"),
        pytest.param('[content]\nexclude = ["news*"]', "'news\\*' is none of", "paths", id="star of a name"),
        pytest.param('[content]\nexclude = ["author:maja"]', "'author:maja' is none of", "paths", id="other kind"),
        pytest.param('[content]\nexclude = ["tag:"]', "'tag:' is none of", "paths", id="nothing named"),
        pytest.param('[policies]\nlicense = "cc-by-5.0"', r"did you mean CC-BY-[1-4]\.0\?", "SPDX", id="licence"),
        pytest.param('[policies]\nlicense = "all rights reserved"', "did you mean all-rights-res", "SPDX", id="rights"),
        pytest.param('[policies]\nlicense = "GPL-3"', r"did you mean GPL-3", "SPDX", id="licence without version"),
        pytest.param("[serve\n", "not valid TOML", "Fix that line", id="syntax"),
    ],
)
def test_a_bad_file_is_one_line_that_names_the_setting(tmp_path, text, message, hint):
    """What is wrong, where, and what to do."""
    write(tmp_path, text)

    with pytest.raises(ConfigError, match=message) as caught:
        load_config(tmp_path)

    assert "\n" not in caught.value.message
    assert hint.replace("\\", "") in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        '[source]\npassword = "hunter2"',
        '[source]\nproxy = "http://me:hunter2@p:1"',
        '[signing]\nkey = "hunter2"',
        '[serve]\nowner_token = ["hunter2"]',
    ],
    ids=["password", "proxy", "key", "token"],
)
def test_the_secret_in_the_wrong_place_is_not_repeated(tmp_path, text):
    """A secret written as value is refused without showing it."""
    write(tmp_path, text)

    with pytest.raises(ConfigError, match="setting") as caught:
        load_config(tmp_path)

    assert "hunter2" not in caught.value.message + caught.value.hint


def test_a_misspelled_environment_variable_is_an_error(tmp_path, monkeypatch):
    """It would be ignored in silence otherwise."""
    monkeypatch.setenv("ROOTZPUB_SERVE_BNID", "x")

    with pytest.raises(ConfigError, match="ROOTZPUB_SERVE_BNID") as caught:
        load_config(tmp_path)

    assert "ROOTZPUB_SERVE_BIND" in caught.value.hint


def test_a_file_that_is_not_text_is_an_error(tmp_path):
    """Bytes that are no UTF-8."""
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe")

    with pytest.raises(ConfigError, match="not valid TOML"):
        load_config(tmp_path)


def test_a_folder_in_place_of_the_file_is_an_error(tmp_path):
    """The operating system's word is passed on in one line."""
    (tmp_path / FILE_NAME).mkdir()

    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_the_written_file_reads_back_as_given(tmp_path):
    """What init writes is what load_config reads, and what is not given stays a comment."""
    values = {("source", "url"): 'rest:a "b"\\c', ("identity", "sector"): ("a", "b"), ("policies", "training"): True}

    text = render_toml(values)

    config = load_config(write(tmp_path, text))
    assert config.source.url == 'rest:a "b"\\c'
    assert config.identity.sector == ("a", "b")
    assert config.policies.training is True
    assert set(tomllib.loads(text)) == {table for table, _, _, _ in setting_names()}


def test_every_default_in_the_comments_is_valid(tmp_path):
    """With every comment sign removed, the file still loads and changes nothing."""
    everything = {(table, key): default for table, key, default, _ in setting_names()}

    assert load_config(write(tmp_path, render_toml(everything))).model_dump() == load_config(tmp_path).model_dump()


def test_every_setting_has_help():
    """A setting without an explanation is not finished."""
    assert [f"{table}.{key}" for table, key, _, text in setting_names() if len(text) < 10] == []
