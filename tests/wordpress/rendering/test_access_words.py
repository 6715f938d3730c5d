"""Names that speak of access, and names that only sound so."""

import pytest

from rootzpub.wordpress.rendering.access_words import speaks_of_access


@pytest.mark.parametrize(
    "name",
    [
        *("members_only", "MEMBERS_ONLY", "loggedin", "isLoggedIn", "isloggedin", "nonmember", "logged_out", "private"),
        *("s2If", "um_loggedin", "pms-restrict", "rcp_level", "wcm_restrict", "mepr-active", "content_protector"),
        *("jetpack/subscriber-view", "premium-content/container", "MM_Member_Decision", "loginrequired", "wlm_private"),
        *("passwordprotect", "paidContent", "membersonly", "only_for_members", "unlock", "vip_area"),
    ],
)
def test_names_of_access(name: str) -> None:
    """In any spelling, at any place of the name."""
    assert speaks_of_access(name)


@pytest.mark.parametrize(
    "name",
    [
        *("repaid", "prepaid", "remember", "dismember", "blogged", "blogin", "membrane", "umbrella", "summary", "wpcm"),
        *("core/paragraph", "gallery", "us2", "rcpt", "pmsg", "", "123", "unpaid_break", "number"),
    ],
)
def test_words_inside_other_words_close_nothing(name: str) -> None:
    """A word counts from its beginning."""
    assert not speaks_of_access(name)
