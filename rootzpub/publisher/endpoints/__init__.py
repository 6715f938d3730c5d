"""endpoints: one row for each address family that answers, from which every list of addresses derives.

Invariants: what is true of an address is said in its row and nowhere else (decision 0014). A new address is one row.
"""

from rootzpub.publisher.endpoints.derived import catalogued, counted_names, tools_and_listings
from rootzpub.publisher.endpoints.endpoint import Endpoint, RateClass, Volatility, always_enabled
from rootzpub.publisher.endpoints.endpoint_table import EndpointTable, Found
from rootzpub.publisher.endpoints.rows import ENDPOINTS

ENDPOINT_TABLE = EndpointTable(ENDPOINTS)
"""All of ours, ready to be asked."""

__all__ = [
    "ENDPOINTS",
    "ENDPOINT_TABLE",
    "Endpoint",
    "EndpointTable",
    "Found",
    "RateClass",
    "Volatility",
    "always_enabled",
    "catalogued",
    "counted_names",
    "tools_and_listings",
]
