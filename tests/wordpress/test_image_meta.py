"""Facts of a picture."""

from rootzpub.wordpress.image_meta import camera_facts


def test_only_facts_that_say_anything() -> None:
    """Zeros, empty text and empty lists are left out; lists are joined."""
    facts = {
        "camera": "X100",
        "iso": "200",
        "aperture": "0",
        "title": "",
        "keywords": ["lake", "ice"],
        "credit": [],
        "n": 0,
    }
    assert camera_facts(facts) == {"camera": "X100", "iso": "200", "keywords": "lake, ice"}
    assert camera_facts({"keywords": {0: "lake", 1: "ice"}}) == {"keywords": "lake, ice"}


def test_nothing_of_no_facts() -> None:
    """Anything but a table of facts is none."""
    assert camera_facts(None) == {}
    assert camera_facts(["camera"]) == {}
