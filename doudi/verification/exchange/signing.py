"""签发: the envelope this house puts around a list it sends by REST, as departments put one around their files (`envelope.py`)."""

from datetime import UTC, datetime

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doudi.base import home
from doudi.verification.envelope import LONGEST, fingerprint_of

KEY = "exchange-ed25519"


def sign(*, file_name: str, digest: str, audience: str, now: datetime) -> str:
    """A token (JWT, Ed25519) that vouches for this file to this receiver alone, for ten minutes from now."""
    begins = int(now.astimezone(UTC).timestamp())
    claims = {
        "iss": fingerprint_of(public_key()),
        "aud": audience,
        "iat": begins,
        "exp": begins + int(LONGEST.total_seconds()),
        "file": file_name,
        "sm3": digest,
    }
    return jwt.encode(claims, _private_key(), "EdDSA")


def public_key() -> str:
    """What departments are given to check our envelopes with, in PEM."""
    return _private_key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(home.secret(KEY, size=32))
