"""签名根: where the audit chain ended on each day, signed and kept outside the database, one file a day."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from doudi.base import crypto, home

KEY = "audit-ed25519"
NOTHING = b"\0" * 32
TITLE = "doudi audit root"


class CannotTrustRoots(Exception):
    """A root was changed, lost or signed by somebody else; worded for the inspector."""


class CannotReadKey(Exception):
    """The key that roots are checked with is not to be had; worded for the person at the terminal."""


@dataclass(frozen=True)
class Root:
    """The chain's end on a day: how many entries, the last link; `before` is the SM3 of the file of the root before, or zeros."""

    day: date
    position: int
    chain: bytes
    before: bytes

    @property
    def name(self) -> str:
        return f"{self.day:%Y-%m-%d}.root"


def folder() -> Path:
    """Where the roots lie; copy it to where neither the database's owner nor this machine's can write."""
    return home.folder("audit-roots")


def are_kept() -> bool:
    """Whether any root lies here."""
    return any((home.home() / "audit-roots").glob("*.root"))


def public_key(path: Path | None = None) -> Ed25519PublicKey:
    """The key in a PEM file that somebody keeps, or the one that belongs to this house's own; raises CannotReadKey."""
    if path is None:
        if not (home.home() / "keys" / KEY).exists():
            raise CannotReadKey("本机没有签名根的密钥：请用 --key 指明另行保管的公钥文件。")
        return _private_key().public_key()
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise CannotReadKey(f"{path.name}：不是签名根的公钥文件，请用 audit-roots 目录里 public-key.pem 的副本。")
    return key


def fingerprint(key: Ed25519PublicKey) -> str:
    """Sixteen characters by which people recognise the key: the begin of its SM3."""
    return crypto.sm3(key.public_bytes_raw()).hex()[:16]


def kept(*, key: Ed25519PublicKey, at: Path | None = None) -> list[Root]:
    """The house's own roots in the order of days, every signature checked and none missing between them; or the copies in a folder, checked one by one.

    Raises CannotTrustRoots.
    """
    roots: list[Root] = []
    before = NOTHING
    for path in sorted((at or home.home() / "audit-roots").glob("*.root")):
        content = path.read_bytes()
        root = _read(path.name, content, key)
        if at is None and root.before != before:
            after = f"{roots[-1].name} 之后、" if roots else ""
            raise CannotTrustRoots(f"库外留存的根不连续：{after}{path.name} 之前的根被删除或改动")
        roots.append(root)
        before = crypto.sm3(content)
    return roots


@contextmanager
def keeping() -> Iterator[None]:
    """One writer at a time."""
    with (folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(*, on: date, position: int, chain: bytes, last: Root | None) -> None:
    """Sign the end of the chain as the root of the day, in place of that day's former one. Call it in `keeping`, with the root kept last.

    A root is never of an earlier day than the one before it.
    """
    key = _private_key()
    day = max(on, last.day) if last else on
    before = NOTHING if last is None else last.before if last.day == day else crypto.sm3((folder() / last.name).read_bytes())
    root = Root(day, position, chain, before)
    body = _body(root, key.public_key())
    home.put_down(folder() / root.name, body + f"signature {key.sign(body).hex()}\n".encode())
    if not (folder() / "public-key.pem").exists():
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        home.put_down(folder() / "public-key.pem", pem)


def _read(name: str, content: bytes, key: Ed25519PublicKey) -> Root:
    body, mark, signature = content.rpartition(b"signature ")
    try:
        if not mark:
            raise ValueError("no signature")
        key.verify(bytes.fromhex(signature.decode("ascii")), body)
        said = dict(line.split(" ", 1) for line in body.decode("ascii").splitlines()[1:])
        root = Root(date.fromisoformat(said["day"]), int(said["position"]), bytes.fromhex(said["chain"]), bytes.fromhex(said["before"]))
        if root.name != name or _body(root, key) != body:
            raise ValueError("not as it was written")
    except (ValueError, KeyError, InvalidSignature):
        raise CannotTrustRoots(f"库外留存的根文件 {name} 被改动，或者不是用公钥 {fingerprint(key)} 对应的密钥签的") from None
    return root


def _body(root: Root, key: Ed25519PublicKey) -> bytes:
    said = {"day": root.day.isoformat(), "position": root.position, "chain": root.chain.hex(), "before": root.before.hex(), "key": fingerprint(key)}
    return "\n".join([TITLE, *(f"{name} {value}" for name, value in said.items()), ""]).encode("ascii")


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(home.secret(KEY, size=32))
