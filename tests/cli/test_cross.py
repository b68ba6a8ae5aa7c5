"""`doudi cross`: our key in the open, files from elsewhere taken in or refused in one line each."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doudi.cli import cross
from doudi.verification import letters
from doudi.verification.actions import register_sender
from doudi.verification.models import CrossRequest
from tests.people import an_id
from tests.verification import test_cross as elsewhere
from tests.verification.files import COUNTY, DAY
from tests.verification.test_envelope import pem

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def run(typing: Callable) -> Callable[..., tuple[int, str, str]]:
    return typing(cross)


def test_the_key_is_shown_and_its_secret_is_not(run: Callable) -> None:
    code, out, _ = run("key")
    assert code == 0 and "BEGIN PUBLIC KEY" in out and letters.own_fingerprint() in out and "PRIVATE" not in out


def test_files_are_taken_in_or_refused_one_by_one(run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Ed25519PrivateKey.generate()
    register_sender(name="示例外省核对中心", region=COUNTY, feeds=["cross_province"], public_key=pem(key), officer=None, on=DAY)
    monkeypatch.setattr(elsewhere, "NOW", datetime.now(UTC))
    good, bad = tmp_path / "good.jws", tmp_path / "bad.jws"
    good.write_bytes(elsewhere.a_request({"name": "某甲", "id_number": (number := an_id())}, key=key))
    bad.write_bytes(good.read_bytes()[:-8] + b"AAAAAAAA")
    code, out, err = run("receive", str(good), str(bad), str(tmp_path / "none.jws"))
    assert code == 2 and "good.jws：外省来件 GD-2026-7，等待答复" in out
    assert "bad.jws：函件的签名不符" in err and "none.jws：读不了" in err and number not in out + err and "某甲" not in out + err
    assert CrossRequest.objects.count() == 1
