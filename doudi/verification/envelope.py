"""信封: how a department's machine proves that a file is from it, is this one, is meant for this county, and was signed just now.

A token beside the file (JWT, Ed25519): `iss` the key's fingerprint, `aud` `doudi:<county>`, `iat` and `exp` at most ten minutes apart, `file` its name,
`sm3` the digest of its bytes. Sent again within its time it changes nothing: the same bytes are recognised.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from doudi.base import crypto
from doudi.verification.feed import BadFileName, read_file_name

LONGEST = timedelta(minutes=10)
LEEWAY = timedelta(minutes=1)
"""How far two machines' clocks may be apart."""
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
CLAIMS = ("iss", "aud", "iat", "exp", "file", "sm3")


class CannotTrust(Exception):
    """Why an envelope is not believed; worded for the sender, naming nothing of the file."""


@dataclass(frozen=True)
class Envelope:
    """What a token says once its signature is right."""

    fingerprint: str
    file_name: str
    digest: str


def fingerprint_of(public_key: str) -> str:
    """SM3 of a public key's raw bytes; raises CannotTrust for what is no Ed25519 key in PEM."""
    try:
        key = serialization.load_pem_public_key(public_key.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise CannotTrust("不是 PEM 格式的 Ed25519 公钥。")
    return crypto.sm3(key.public_bytes_raw()).hex()


def signer_of(token: str) -> str:
    """Whose key a token says it was signed with; nothing of it is believed yet."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise CannotTrust("凭证无法读取。请按约定签名后重新发送。") from None
    signer = str(claims.get("iss", ""))
    if not FINGERPRINT.fullmatch(signer):
        raise CannotTrust("凭证的 iss 应为公钥指纹（SM3，64 位十六进制）。")
    return signer


def open_envelope(token: str, *, public_key: str, region: str, now: datetime) -> Envelope:
    """What the token says, if this key signed it, for this county, just now."""
    try:
        claims = jwt.decode(
            token, public_key, algorithms=["EdDSA"], audience=f"doudi:{region}", options={"require": list(CLAIMS), "verify_exp": False, "verify_iat": False}
        )
        begins, ends = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
    except jwt.InvalidAudienceError:
        raise CannotTrust("凭证不是发给本县区的。请核对接收方后重新签名。") from None
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, OSError):
        raise CannotTrust("凭证的签名不符或内容不全。请核对密钥后重新签名。") from None
    if ends - begins > LONGEST or not begins - LEEWAY <= now <= ends + LEEWAY:
        raise CannotTrust("凭证已过期、尚未生效或有效期超过十分钟。请校准时钟后重新签名。")
    return Envelope(str(claims["iss"]), str(claims["file"]), str(claims["sm3"]))


def check_file(envelope: Envelope, *, file_name: str, digest: str, feeds: list[str], region: str) -> None:
    """Whether this file is the one in the envelope, and one its sender may send."""
    if (envelope.file_name, envelope.digest) != (file_name, digest):
        raise CannotTrust("文件名或内容与凭证不符，可能在途中被改动。请重新签名后发送。")
    try:
        name = read_file_name(PurePath(file_name))
    except BadFileName as error:
        raise CannotTrust(str(error)) from None
    if name.feed.name not in feeds or name.region != region:
        raise CannotTrust("这个发送方没有登记发送这项数据或这个县区的文件。")
