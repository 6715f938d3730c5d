"""Which plugins are active, whatever their folders are called."""

import pytest

from rootzpub.wordpress.gates.activity import is_active


@pytest.mark.parametrize(
    ("file", "known"),
    [
        pytest.param("members/members.php", True, id="plain"),
        pytest.param("Members/members.php", True, id="capitals"),
        pytest.param("members-master/members.php", True, id="from-a-code-host"),
        pytest.param("members-2.1.0/members.php", True, id="a-version"),
        pytest.param("members.php", True, id="one-file"),
        pytest.param("members-only/members.php", False, id="another-plugin"),
        pytest.param("team-members/team.php", False, id="a-part-of-a-name"),
    ],
)
def test_a_plugin_is_known_by_its_folder(file: str, known: bool) -> None:
    """Copies and versions too; another plugin with a longer name is another one."""
    assert is_active(frozenset({file}), ("members",)) is known


def test_where_nobody_knows_a_plugin_may_be_active() -> None:
    """None is not the empty list."""
    assert is_active(None, ("members",))
    assert not is_active(frozenset(), ("members",))
