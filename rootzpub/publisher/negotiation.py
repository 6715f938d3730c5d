"""Which form of an answer a client gets: `Accept` read by RFC 9110 section 12.5.1. Pure."""

from collections.abc import Sequence

from rootzpub.errors import NotAcceptable


def quality(parameters: str) -> float:
    """The `q` among the parameters of a range; 1 when there is none, 0 when it is no number."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def weight(accept: str, media_type: str) -> tuple[float, int]:
    """Quality, and how closely it is named: 2 by type, 1 by `main/*`, 0 by `*/*`, -1 not at all; the closest wins."""
    # Without the header everything is taken (RFC 9110 section 12.5.1).
    if not accept.strip():
        return 1.0, 0
    wanted, _, _ = media_type.partition(";")
    main = wanted.partition("/")[0]
    best = (-1, 0.0)
    for item in accept.split(","):
        name, _, parameters = item.partition(";")
        rank = {wanted: 2, f"{main}/*": 1, "*/*": 0}.get(name.strip().lower(), -1)
        # The most specific range decides and not the highest weight: `*/*, text/plain;q=0` refuses text.
        if rank > best[0]:
            best = (rank, quality(parameters))
    return best[1], best[0]


def accepts(accept: str, media_type: str) -> bool:
    """Whether an `Accept` header lets this media type through."""
    q, rank = weight(accept, media_type)
    return rank >= 0 and q > 0


def best_of(accept: str, media_types: Sequence[str]) -> str:
    """The form that the client weighs highest; of equal ones the more closely named, then the first of ours.

    Raises:
        NotAcceptable: it takes none of them.
    """
    fit = [media_type for media_type in media_types if accepts(accept, media_type)]
    if not fit:
        raise not_acceptable(media_types)
    return max(fit, key=lambda media_type: weight(accept, media_type))  # max keeps the first of equals


def not_acceptable(media_types: Sequence[str]) -> NotAcceptable:
    """The error that names what there is."""
    shown = " or ".join(media_type.partition(";")[0] for media_type in media_types)
    return NotAcceptable(f"expected an Accept header that lets {shown} through", hint="Leave Accept out, or add */*.")
