"""Keys for tests: TEST KEY ONLY, made for this suite, worth nothing anywhere."""

import pytest

from rootzpub.proof import LocalSigner
from rootzpub.proof.secret import Secret


def signer_of(number: int) -> LocalSigner:
    """The signer of the private key `number`: TEST KEY ONLY."""
    return LocalSigner(Secret(number.to_bytes(32, "big")))


@pytest.fixture(scope="session")
def keys() -> list[LocalSigner]:
    """Signers of the private keys 1 to 6. TEST KEY ONLY."""
    return [signer_of(number) for number in range(1, 7)]
