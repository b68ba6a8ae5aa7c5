"""签名函件: how two provinces' offices know each other's files: a JWT under the sender's Ed25519 key, meant for the receiver's, whole or refused.

`iss` the sender's key by its fingerprint, `aud` `doudi:<the receiver's fingerprint>`, `iat` and `exp` at most thirty days apart, `kind` and `number`, and the
`body`. It travels as a file, so it may be days on its way; that it comes twice changes nothing, because its number is known.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doudi.base import home
from doudi.verification.envelope import LEEWAY, CannotTrust, fingerprint_of

REQUEST, ANSWER = "cross-request", "cross-answer"
LONGEST = timedelta(days=30)
MOST_BYTES = 1_000_000
CLAIMS = ("iss", "aud", "iat", "exp", "kind", "number", "body")
KEY = "cross-ed25519"
CROSS = "cross_province"
"""What a registered sender may send that is an office elsewhere, instead of a feed's name."""


@dataclass(frozen=True)
class Letter:
    """What a signed file says once its signature is right."""

    kind: str
    number: str
    body: dict[str, Any]


def own_public_key() -> str:
    """This house's public key in PEM, to be given to the other side by a way it trusts."""
    return _own_key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def own_fingerprint() -> str:
    """By what the other side names this house."""
    return fingerprint_of(own_public_key())


def sign(letter: Letter, *, to: str, now: datetime) -> str:
    """The letter for the holder of the key with this fingerprint, signed with our own."""
    begins = int(now.timestamp())
    claims = {"iss": own_fingerprint(), "aud": f"doudi:{to}", "iat": begins, "exp": begins + int(LONGEST.total_seconds())}
    return jwt.encode({**claims, "kind": letter.kind, "number": letter.number, "body": letter.body}, _own_key(), "EdDSA")


def open_letter(token: str, *, public_key: str, now: datetime) -> Letter:
    """What the file says, if this key signed it, for this house, not long ago; raises CannotTrust."""
    options: Any = {"require": list(CLAIMS), "verify_exp": False, "verify_iat": False}
    try:
        claims = jwt.decode(token, public_key, algorithms=["EdDSA"], audience=f"doudi:{own_fingerprint()}", options=options)
        begins, ends = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
    except jwt.InvalidAudienceError:
        raise CannotTrust("函件不是发给本单位的。请核对接收方的公钥指纹后重新签名。") from None
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, OSError):
        raise CannotTrust("函件的签名不符或内容不全。请核对密钥后重新签名。") from None
    if ends - begins > LONGEST or not begins - LEEWAY <= now <= ends + LEEWAY:
        raise CannotTrust("函件已过期、尚未生效或有效期超过三十日。请重新签名后发送。")
    kind, number, body = (claims[name] for name in ("kind", "number", "body"))
    if kind not in (REQUEST, ANSWER) or not isinstance(number, str) or not 0 < len(number) <= 40 or not isinstance(body, dict):
        raise CannotTrust("函件的种类、编号或内容不符合约定。")
    return Letter(kind, number, body)


def _own_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(home.secret(KEY, size=32))
