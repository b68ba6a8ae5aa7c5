"""国密: SM4-GCM for what is stored, keyed SM3 for looking it up; keys live apart from the database."""

import re
import secrets
from collections.abc import Iterable, Iterator
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from doudi.base import home

NONCE, TAG = 12, 16
PURPOSES = frozenset({"id_number", "account", "phone", "pay_run", "id_tail", "phone_tail", "objection", "address", "file", "spot_check", "draft"})
PURPOSES |= {"answer", "item", "report", "consent"}


class CannotOpen(Exception):
    """A sealed value was changed, is of another purpose, or its key is gone; never says what was inside."""


def seal_text(text: str, *, purpose: str) -> bytes:
    """Encrypted with a fresh nonce: key number, nonce, ciphertext, tag. The purpose is bound in, so an account cannot be opened as a phone."""
    return seal_many([text], purpose=purpose)[0]


def seal_many(texts: Iterable[str], *, purpose: str) -> list[bytes]:
    """`seal_text` of each, for set-based loading."""
    return _sealed((text.encode() for text in texts), purpose)


def seal_bytes(content: bytes, *, purpose: str) -> bytes:
    """`seal_text` of what is no text: a picture."""
    return _sealed([content], purpose)[0]


def _sealed(contents: Iterable[bytes], purpose: str) -> list[bytes]:
    number = _newest_key()
    key, bound = algorithms.SM4(_key(number)), _bound(purpose, number)
    sealed = []
    for content in contents:
        nonce = secrets.token_bytes(NONCE)
        lock = Cipher(key, modes.GCM(nonce)).encryptor()
        lock.authenticate_additional_data(bound)
        sealed.append(b"".join((bytes([number]), nonce, lock.update(content), lock.finalize(), lock.tag)))
    return sealed


def open_text(sealed: bytes | memoryview, *, purpose: str) -> str:
    """The text inside; raises CannotOpen."""
    try:
        return open_bytes(sealed, purpose=purpose).decode()
    except UnicodeDecodeError:
        raise CannotOpen("加密内容被改动过或用途不符，无法读取。") from None


def open_many(sealed: Iterable[bytes | memoryview], *, purpose: str) -> Iterator[str]:
    """`open_text` of each, for set-based writing: keys are looked for once."""
    keys: dict[int, tuple[algorithms.SM4, bytes]] = {}
    for one in sealed:
        whole = bytes(one)
        if len(whole) < 1 + NONCE + TAG or whole[0] not in keys:
            open_text(whole, purpose=purpose)  # says what is wrong, or that its key is here
            keys[whole[0]] = algorithms.SM4(_key(whole[0])), _bound(purpose, whole[0])
        key, bound = keys[whole[0]]
        lock = Cipher(key, modes.GCM(whole[1 : 1 + NONCE], whole[-TAG:])).decryptor()
        lock.authenticate_additional_data(bound)
        try:
            yield (lock.update(whole[1 + NONCE : -TAG]) + lock.finalize()).decode()
        except (InvalidTag, UnicodeDecodeError, ValueError):
            raise CannotOpen("加密内容被改动过或用途不符，无法读取。") from None


def open_bytes(sealed: bytes | memoryview, *, purpose: str) -> bytes:
    """What is inside; raises CannotOpen."""
    sealed = bytes(sealed)
    if len(sealed) < 1 + NONCE + TAG:
        raise CannotOpen("加密内容不完整，无法读取。")
    number, nonce, body, tag = sealed[0], sealed[1 : 1 + NONCE], sealed[1 + NONCE : -TAG], sealed[-TAG:]
    if not (home.home() / "keys" / _file(number)).exists():
        raise CannotOpen("加密内容所用的密钥不在本机，无法读取。")
    lock = Cipher(algorithms.SM4(_key(number)), modes.GCM(nonce, tag)).decryptor()
    lock.authenticate_additional_data(_bound(purpose, number))
    try:
        return lock.update(body) + lock.finalize()
    except InvalidTag:
        raise CannotOpen("加密内容被改动过或用途不符，无法读取。") from None


def sm3(content: bytes) -> bytes:
    """SM3 of these bytes, 32 of them, as anybody can compute it too."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()


def index(text: str, *, purpose: str) -> bytes:
    """The same 32 bytes for the same text and purpose, and useless without the key: finds a number without storing it."""
    return mark(text.encode(), purpose=purpose)


def mark(content: bytes, *, purpose: str) -> bytes:
    """`index` of what is no text: the same bytes have the same name, and who lacks the key cannot tell whose a known picture is."""
    found = hmac.HMAC(_index_key(), hashes.SM3())
    found.update(_checked(purpose).encode() + b"\0" + content)
    return found.finalize()


def index_many(texts: Iterable[str], *, purpose: str) -> list[bytes]:
    """`index` of each, for set-based loading."""
    return list(index_each(texts, purpose=purpose))


def index_each(texts: Iterable[str], *, purpose: str) -> Iterator[bytes]:
    """`index` of one after another, for who passes them on while the next is computed."""
    start = hmac.HMAC(_index_key(), hashes.SM3())
    start.update(_checked(purpose).encode() + b"\0")
    for text in texts:
        mark = start.copy()
        mark.update(text.encode())
        yield mark.finalize()


def tail_marks(tails: Iterable[str], *, purpose: str) -> list[bytes]:
    """`index` of each number's last four characters, in 8 bytes: thousands share each, and without the key none can be guessed."""
    return [mark[:8] for mark in index_many(tails, purpose=purpose)]


def make_new_key() -> int:
    """Seal with a new key from now on; what older keys sealed stays readable."""
    number = _newest_key() + 1
    home.secret(_file(number), size=16)
    return number


def _newest_key() -> int:
    keys = home.home() / "keys"
    numbers = [int(found[1]) for path in keys.glob("sm4-*") if (found := re.fullmatch(r"sm4-(\d{3})", path.name))]
    return max(numbers, default=1)


def _key(number: int) -> bytes:
    return _kept(str(home.home()), _file(number), 16)


def _index_key() -> bytes:
    return _kept(str(home.home()), "sm3-index", 32)


@cache
def _kept(_home: str, name: str, size: int) -> bytes:
    return home.secret(name, size=size)


def _file(number: int) -> str:
    return f"sm4-{number:03d}"


def _bound(purpose: str, number: int) -> bytes:
    return f"doudi:{_checked(purpose)}:{number}".encode()


def _checked(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise ValueError(f"no such purpose: {purpose}")
    return purpose
