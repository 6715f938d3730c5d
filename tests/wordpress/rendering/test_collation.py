"""The order of names."""

from rootzpub.wordpress.rendering.collation import collated, natural


def test_collation_ignores_case_and_accents() -> None:
    """Names sort as in the database."""
    assert sorted(["f", "Éa", "ea", "A"], key=collated) == ["A", "Éa", "ea", "f"]


def test_natural_order_counts() -> None:
    """Numbers within names are numbers."""
    assert sorted(["note 10", "Note 2", "2 notes"], key=natural) == ["2 notes", "Note 2", "note 10"]
