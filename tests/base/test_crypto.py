"""国密: what is sealed opens only whole, for its purpose, with its key; and is found again without being stored."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from doudi.base import crypto

NUMBER = "11010519491231002X"


def test_what_is_sealed_opens_again() -> None:
    sealed = crypto.seal_text(NUMBER, purpose="id_number")
    assert NUMBER.encode() not in sealed
    assert crypto.open_text(sealed, purpose="id_number") == NUMBER
    assert crypto.open_text(memoryview(sealed), purpose="id_number") == NUMBER


@given(st.text(max_size=40))
def test_any_text_comes_back(text: str) -> None:
    assert crypto.open_text(crypto.seal_text(text, purpose="phone"), purpose="phone") == text


def test_every_single_flipped_bit_is_refused() -> None:
    sealed = crypto.seal_text(NUMBER, purpose="id_number")
    for place in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(crypto.CannotOpen):
            crypto.open_text(bytes(changed), purpose="id_number")


def test_the_same_flip_passes_where_nothing_is_authenticated() -> None:
    """Negative control: SM4 in counter mode, without the tag, opens to another number and says nothing."""
    key, nonce = bytes(16), bytes(16)
    body = bytearray(Cipher(algorithms.SM4(key), modes.CTR(nonce)).encryptor().update(NUMBER.encode()))
    body[0] ^= 1
    assert Cipher(algorithms.SM4(key), modes.CTR(nonce)).decryptor().update(bytes(body)) != NUMBER.encode()


@pytest.mark.parametrize("length", [0, 1, 13, 28])
def test_a_cut_value_is_refused(length: int) -> None:
    with pytest.raises(crypto.CannotOpen):
        crypto.open_text(crypto.seal_text(NUMBER, purpose="id_number")[:length], purpose="id_number")


def test_a_value_of_another_purpose_is_refused() -> None:
    with pytest.raises(crypto.CannotOpen):
        crypto.open_text(crypto.seal_text("6222000000000000", purpose="account"), purpose="phone")
    with pytest.raises(ValueError, match="no such purpose"):
        crypto.seal_text("x", purpose="anything")


def test_no_nonce_comes_twice() -> None:
    sealed = crypto.seal_many([NUMBER] * 20_000, purpose="id_number")
    assert len({value[1:13] for value in sealed}) == 20_000
    assert len(set(sealed)) == 20_000


def test_a_value_sealed_elsewhere_does_not_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sealed = crypto.seal_text(NUMBER, purpose="id_number")
    found = crypto.index(NUMBER, purpose="id_number")
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(crypto.CannotOpen, match="密钥"):
        crypto.open_text(sealed, purpose="id_number")
    crypto.seal_text("x", purpose="phone")
    with pytest.raises(crypto.CannotOpen):
        crypto.open_text(sealed, purpose="id_number")
    assert crypto.index(NUMBER, purpose="id_number") != found, "without the key nobody can try numbers against the index"


def test_an_older_key_still_opens() -> None:
    old = crypto.seal_text(NUMBER, purpose="id_number")
    assert crypto.make_new_key() == 2
    new = crypto.seal_text(NUMBER, purpose="id_number")
    assert (old[0], new[0]) == (1, 2)
    assert {crypto.open_text(value, purpose="id_number") for value in (old, new)} == {NUMBER}


def test_the_index_is_keyed_sm3_and_tells_purposes_apart(own_home: Path) -> None:
    mark = crypto.index(NUMBER, purpose="id_number")
    assert mark == crypto.index(NUMBER, purpose="id_number") == crypto.index_many([NUMBER], purpose="id_number")[0]
    assert mark != crypto.index(NUMBER, purpose="account")
    plain = hmac.HMAC(bytes.fromhex((own_home / "keys" / "sm3-index").read_text()), hashes.SM3())
    plain.update(b"id_number\0" + NUMBER.encode())
    assert mark == plain.finalize()


def test_errors_never_repeat_what_was_inside() -> None:
    sealed = bytearray(crypto.seal_text(NUMBER, purpose="id_number"))
    sealed[-1] ^= 1
    with pytest.raises(crypto.CannotOpen) as caught:
        crypto.open_text(bytes(sealed), purpose="id_number")
    assert NUMBER not in str(caught.value) and caught.value.__cause__ is None


def test_keys_are_readable_by_their_owner_alone(own_home: Path) -> None:
    crypto.seal_text(NUMBER, purpose="id_number")
    assert (own_home / "keys" / "sm4-001").stat().st_mode & 0o077 == 0


def test_many_are_opened_as_one_by_one_and_what_was_changed_is_refused(own_home: Path) -> None:
    texts = [f"9900{number:015d}" for number in range(50)]
    sealed = crypto.seal_many(texts, purpose="account")
    assert list(crypto.open_many(sealed, purpose="account")) == texts == [crypto.open_text(one, purpose="account") for one in sealed]
    assert list(crypto.open_many([], purpose="account")) == []
    broken = bytearray(sealed[3])
    broken[-1] ^= 1
    for wrong in (bytes(broken), b"", b"\x01short", b"\xff" + sealed[3][1:]):
        with pytest.raises(crypto.CannotOpen):
            list(crypto.open_many([*sealed[:3], wrong], purpose="account"))
    with pytest.raises(crypto.CannotOpen):
        list(crypto.open_many(sealed, purpose="phone"))
