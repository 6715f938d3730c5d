"""Licence, permissions and restrictions follow from `[policies]`."""

import pytest

from rootzpub.config import PoliciesTable
from rootzpub.documents.licences import (
    content_license,
    page_policies,
    permission_sentences,
    permissions,
    restrictions,
    terms_summary,
)


def test_the_defaults_are_the_words_of_the_plugin() -> None:
    """[wire §3c]: quote, summarize, cache_24h; no_training, no_full_reproduction."""
    policies = PoliciesTable()
    assert permissions(policies) == ["quote", "summarize", "cache_24h"]
    assert restrictions(policies) == ["no_training", "no_full_reproduction"]


@pytest.mark.parametrize(
    ("setting", "name", "url", "commercial"),
    [
        pytest.param("cc-by-4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", True, id="by"),
        pytest.param("CC-BY-NC-4.0", "CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/", False, id="nc"),
        pytest.param("cc0", "CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", True, id="cc0"),
        pytest.param(
            "GFDL-1.3-or-later",
            "GFDL-1.3-or-later",
            "https://spdx.org/licenses/GFDL-1.3-or-later.html",
            False,
            id="spdx",
        ),
        pytest.param("All-Rights-Reserved", "All Rights Reserved", "/terms/", False, id="reserved"),
        pytest.param("LicenseRef-House", "LicenseRef-House", "/terms/", False, id="own"),
    ],
)
def test_a_licence_is_named_and_linked(setting: str, name: str, url: str | None, commercial: bool) -> None:
    """SPDX spelling, where to read it, and whether it grants commercial use."""
    license_ = content_license(PoliciesTable(license=setting), terms_url="/terms/")
    assert (license_["type"], license_["url"], license_["commercialUse"]) == (name, url, commercial)
    assert ("no_full_reproduction" in license_["restrictions"]) is (name == "All Rights Reserved")


def test_every_refusal_is_a_restriction() -> None:
    """What is switched off is not permitted and said so."""
    policies = PoliciesTable(quoting=False, answering=False, training=True, search=False, caching="no", license="cc0")
    assert permissions(policies) == ["train"]
    assert restrictions(policies) == ["no_quoting", "no_summarizing", "no_caching", "no_indexing"]
    assert page_policies(policies) == {
        "license": "CC0-1.0",
        "quoting": "not-allowed",
        "training": "permitted",
        "caching": "no-cache",
    }


def test_the_policies_of_a_page_are_those_of_the_wire() -> None:
    """As in the worked example of getPage."""
    assert page_policies(PoliciesTable(license="cc-by-4.0")) == {
        "license": "CC-BY-4.0",
        "quoting": "allowed",
        "training": "not-permitted",
        "caching": "cache_24h",
    }


def test_terms_are_the_owners_or_say_what_the_settings_say() -> None:
    """The owner's sentence stands alone; otherwise licence and permissions in words."""
    assert terms_summary(PoliciesTable(terms="Be kind.")) == "Be kind."
    composed = terms_summary(PoliciesTable(attribution=False))
    assert composed.startswith("Licence: All Rights Reserved. Quoting is allowed;")
    assert "training models on it is not allowed" in composed
    assert permission_sentences(PoliciesTable()).endswith("Name the source.")
