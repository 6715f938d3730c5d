"""Files whose address is the secret."""

import pytest

from rootzpub.wordpress.gates.private_files import is_private_file


@pytest.mark.parametrize(
    ("place", "private"),
    [
        ("woocommerce_uploads/2026/01/x.pdf", True),
        ("WooCommerce_Uploads/x.pdf", True),
        ("https://x.test/wp-content/uploads/edd/x.zip", True),
        ("C:\\site\\wp-content\\uploads\\edd\\x.zip", True),
        ("2026/01/edd.pdf", False),
        ("2026/01/woocommerce_uploads.pdf", False),
        ("https://x.test/edd/wp-content/uploads/2026/01/x.jpg", False),
        ("", False),
    ],
)
def test_only_whole_folders_below_the_uploads_count(place: str, private: bool) -> None:
    """In any case, by path or by address."""
    assert is_private_file(place) is private
