"""What builders put together before the rules of [wire §1.1] are applied to it (`wire.rules.normalize_body`)."""

from typing import Any

Members = dict[str, Any]
"""JSON members of a document or of an object in it, as a builder made them."""
