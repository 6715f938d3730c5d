"""The owner's word: out, and back."""

import pytest

from rootzpub.config import load_config
from rootzpub.errors import UsageError
from rootzpub.owner.withdrawing import release_paths, withdraw_paths


def config_of(folder):
    """A folder with nothing in it but a source."""
    (folder / "rootzpub.toml").write_text(f'[source]\nurl = "rest:{folder / "rest"}"\n')
    return load_config(folder)


def test_out_and_back(tmp_path):
    """Also before anything was read: what is withdrawn is remembered."""
    config = config_of(tmp_path)
    assert withdraw_paths(config, ["/a/", "/b/"], everything=False).unknown == ("/a/", "/b/")
    assert release_paths(config, ["/a"], everything=False) == 1
    assert release_paths(config, [], everything=True) == 0


@pytest.mark.parametrize(("paths", "everything"), [([], False), (["/a/"], True)], ids=["nothing", "both"])
def test_it_must_be_clear_what_goes(tmp_path, paths, everything):
    """Neither by accident."""
    for act in (withdraw_paths, release_paths):
        with pytest.raises(UsageError, match="expected paths, or --all"):
            act(config_of(tmp_path), paths, everything=everything)
