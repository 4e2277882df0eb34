"""The unguessable link that opens one survey for one party."""

import hashlib
import secrets

# 144 bits from the system's own source: nobody finds a link by trying.
_TOKEN_BYTES = 18


def new_token() -> str:
    """Return a token for a link; it is in the message that leaves, and nowhere else."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest(token: str) -> str:
    """Return what is kept of a link's token (SHA-256)."""
    return hashlib.sha256(token.encode()).hexdigest()
