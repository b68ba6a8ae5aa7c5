"""信封: only the registered key, for this county, this file, just now; everything else is refused before a byte of it is read."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.urls import reverse

from doudi.base import crypto, home
from doudi.base.models import AuditEntry
from doudi.flows import receiving
from doudi.verification import envelope
from doudi.verification.actions import CannotRegisterSender, CannotTrust, end_sender, register_sender
from doudi.verification.models import Delivery, Sender
from tests.people import an_id
from tests.verification.files import COUNTY, a_death, csv_bytes

pytestmark = pytest.mark.usefixtures("system")
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
NAME = f"hukou_{COUNTY}_{YESTERDAY:%Y%m%d}.csv"
CONTENT = csv_bytes([a_death(an_id(), "某甲", on=f"{YESTERDAY:%Y%m%d}")])


def pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def registered(key: Ed25519PrivateKey = KEY, *, region: str = COUNTY, feeds: tuple[str, ...] = ("hukou",)) -> Sender:
    return register_sender(name="示例户籍系统", region=region, feeds=feeds, public_key=pem(key), officer=None, on=YESTERDAY)


def now() -> int:
    return int(time.time())


def a_token(key: Ed25519PrivateKey = KEY, *, algorithm: str = "EdDSA", **changed: Any) -> str:
    times = {"iat": now(), "exp": now() + 300}
    claims = {"iss": envelope.fingerprint_of(pem(key)), "aud": f"doudi:{COUNTY}", **times, "file": NAME, "sm3": crypto.sm3(CONTENT).hex()}
    return jwt.encode({name: value for name, value in (claims | changed).items() if value is not None}, key if algorithm == "EdDSA" else "x" * 40, algorithm)


def put(token: str, *, content: bytes = CONTENT, name: str = NAME) -> Any:
    kind = {"content_type": "application/octet-stream", "headers": {"Authorization": f"Bearer {token}"} if token else {}}
    return Client(enforce_csrf_checks=True).put(reverse("api_delivery", args=[name]), content, **kind)


def test_a_signed_file_goes_in_and_again_changes_nothing() -> None:
    registered()
    first, again = put(a_token()), put(a_token())
    assert (first.status_code, first.json()["rows"], first.json()["exists"]) == (200, 1, False)
    assert (again.status_code, again.json()["exists"], Delivery.objects.count()) == (200, True, 1)
    assert "Set-Cookie" not in first.headers and first.headers["Cache-Control"] == "no-store"


FORGED: dict[str, tuple[Callable[[], str], str]] = {
    "no token": (lambda: "", "没有带凭证"),
    "no token at all": (lambda: "x.y.z", "无法读取"),
    "another county": (lambda: a_token(aud="doudi:370703"), "不是发给本县区"),
    "no audience": (lambda: a_token(aud=None), "签名不符或内容不全"),
    "an unknown key": (lambda: a_token(OTHER), "没有登记"),
    "a signer that is no fingerprint": (lambda: a_token(iss="\0"), "公钥指纹"),
    "a signer of half a character": (lambda: a_token(iss="\ud800"), "公钥指纹"),
    "another's signature": (lambda: a_token(OTHER, iss=envelope.fingerprint_of(pem(KEY))), "签名不符"),
    "no signature": (lambda: jwt.encode({"iss": envelope.fingerprint_of(pem(KEY))}, "", "none"), "签名不符"),
    "a symmetric key": (lambda: a_token(algorithm="HS256"), "签名不符"),
    "replayed after its time": (lambda: a_token(iat=now() - 900, exp=now() - 600), "已过期"),
    "not yet": (lambda: a_token(iat=now() + 600, exp=now() + 900), "尚未生效"),
    "valid too long": (lambda: a_token(exp=now() + 86_400), "超过十分钟"),
    "days beyond the calendar": (lambda: a_token(iat=10**17, exp=10**17), "签名不符或内容不全"),
    "other bytes": (lambda: a_token(sm3="0" * 64), "可能在途中被改动"),
    "another name": (lambda: a_token(file="hukou_370702_20260101.csv"), "文件名与凭证不符"),
}
"""Each made when it is used: a token is good for minutes."""


@pytest.mark.parametrize("forged", FORGED)
def test_what_the_envelope_does_not_vouch_for_is_refused(forged: str) -> None:
    registered()
    forge, words = FORGED[forged]
    answer = put(forge())
    assert answer.status_code == 401 and words in answer.json()["refused"], answer.json()
    assert not Delivery.objects.exists()


def test_the_control_without_looking_at_the_audience_the_same_token_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    registered()
    monkeypatch.setattr(envelope, "open_envelope", lambda token, **_: envelope.Envelope("", NAME, crypto.sm3(CONTENT).hex()))
    from doudi.verification.actions import senders

    monkeypatch.setattr(senders, "open_envelope", envelope.open_envelope)
    assert put(FORGED["another county"][0]()).status_code == 200


def test_a_refused_envelope_of_a_known_sender_is_written_down_without_a_word_of_the_file() -> None:
    registered()
    put(FORGED["another's signature"][0]())
    entry = AuditEntry.objects.get(verb="verification.envelope_refused")
    assert "签名不符" in entry.because and NAME not in str(entry.detail)


def test_a_key_sends_its_own_feeds_of_its_own_county_until_it_is_ended() -> None:
    sender = registered(feeds=("funerals",))
    assert "没有登记发送这项数据" in put(a_token()).json()["refused"]
    end_sender(fingerprint=sender.fingerprint[:12], because="密钥更换", officer=None, on=YESTERDAY)
    assert "已停用" in put(a_token()).json()["refused"]
    assert registered(feeds=("funerals",)).until_on == YESTERDAY, "known, and stays as it was"


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"feeds": ("nothing",)}, "没有这项数据"), ({"feeds": ()}, "至少一项"), ({"region": "370799"}, "县区"), ({"key": "no key"}, "公钥")],
)
def test_who_cannot_be_registered(changed: dict[str, Any], words: str) -> None:
    given = {"name": "示例系统", "region": COUNTY, "feeds": ("hukou",), "public_key": pem(KEY)} | {
        ("public_key" if name == "key" else name): value for name, value in changed.items()
    }
    with pytest.raises(CannotRegisterSender, match=words):
        register_sender(**given, officer=None, on=YESTERDAY)
    with pytest.raises(CannotRegisterSender, match="指纹"):
        end_sender(fingerprint="123", because="x", officer=None, on=YESTERDAY)


def test_refused_held_too_large_and_wrongly_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    registered()
    bad = b"\0\n"
    assert put(a_token(sm3=crypto.sm3(bad).hex()), content=bad).status_code == 422
    assert Client().get(reverse("api_delivery", args=[NAME])).status_code == 405
    moved = csv_bytes([a_death(an_id(), "某甲", on="旧事", ref=f"HJ{place}") for place in range(6)])
    assert put(a_token(sm3=crypto.sm3(moved).hex()), content=moved).status_code == 202
    from doudi.web.api import deliveries

    monkeypatch.setattr(deliveries, "MOST_BYTES", 10)
    assert put(a_token()).status_code == 413


def test_what_is_no_token_is_not_trusted_and_what_is_no_key_is_none() -> None:
    for untrusted in (lambda: envelope.signer_of("x"), lambda: envelope.fingerprint_of("x")):
        with pytest.raises(CannotTrust):
            untrusted()


def test_a_strangers_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from doudi.web.api import deliveries

    registered()
    monkeypatch.setattr(deliveries, "MOST_BYTES", 10)
    assert put(FORGED["another's signature"][0]()).status_code == 401, "not 413: nobody counted its bytes"


def test_names_that_climb_out_of_the_folder_are_no_address() -> None:
    registered()
    assert Client().put("/api/deliveries/..%2F..%2Fhukou.csv", CONTENT, content_type="text/csv").status_code in (401, 404)
    for name in ("..", "x" * 300, "a\0b", "hukou.CSV"):
        assert put(a_token(file=name), name=name).status_code == 401


def test_the_inbox_is_watched(own_home: Path) -> None:
    rounds, told = iter([True, True, False]), []
    home.put_down(home.folder("inbox", str(YESTERDAY)) / NAME, CONTENT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receiving.connections, "close_all", lambda: None)
        receiving.keep_watching(every=0, region=COUNTY, goes_on=lambda: next(rounds), say=told.append)
    assert [len(receipts) for receipts in told] == [1, 1] and told[1][0].delivery_id == told[0][0].delivery_id


def test_the_command_says_what_to_write(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "doudi", "receive"], capture_output=True, text=True, env=os.environ | {"DOUDI_HOME": str(tmp_path)}, check=False
    )
    assert said.returncode == 2 and "--watch" in said.stderr
