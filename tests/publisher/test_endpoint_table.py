"""Rows that contradict each other are refused when the table is made."""

import pytest

from rootzpub.publisher import ENDPOINTS, Endpoint, EndpointTable
from rootzpub.wire import Document, Place


def _row(name, path):
    def answer(site, settings, request):
        return Document(kind="thing", resource=request.resource, body={})

    return Endpoint(place=Place(name=name, paths=(path,), kinds=("thing",)), answer=answer)


@pytest.mark.parametrize("name", ["thing", "llms", "llms-signature"])
def test_two_rows_of_one_name_are_refused(name):
    """Those of signatures included: parameters and signatures are found by the name."""
    with pytest.raises(ValueError, match=f"{name}: two rows have this name"):
        EndpointTable((*ENDPOINTS, _row("thing", "/thing"), _row(name, "/other")))


def test_a_row_at_the_signature_of_another_is_refused():
    """It would never answer."""
    with pytest.raises(ValueError, match=r"thing: its path /llms\.txt\.sig is that of llms-signature"):
        EndpointTable((*ENDPOINTS, _row("thing", "/llms.txt.sig")))
