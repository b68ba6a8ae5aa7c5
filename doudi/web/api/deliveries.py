"""数据报送接口: a department's machine puts a file here, `PUT /api/deliveries/<file name>` with `Authorization: Bearer <token>`; the answer is JSON."""

import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.http import HttpRequest, JsonResponse

from doudi.base.access import acting_as_system
from doudi.flows import receiving
from doudi.flows.clock import today
from doudi.verification import actions as verification
from doudi.verification.reading import MOST_BYTES
from doudi.web.access import open_to_all

CHUNK = 1 << 20
NAME = re.compile(r"[a-z0-9_]{1,100}\.[a-z]{3,8}")
"""What any file of any feed is called: no folder, nothing strange."""


@open_to_all
def api_delivery(request: HttpRequest, file_name: str) -> JsonResponse:
    """200 taken in or known, 202 held for a person, 401 not believed, 413 too large, 422 refused, 507 no room; each with one sentence or the counts."""
    if request.method != "PUT":
        return JsonResponse({"refused": "请用 PUT 报送文件。"}, status=405, headers={"Allow": "PUT"})
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or not token:
        return JsonResponse({"refused": "请求没有带凭证（Authorization: Bearer）。"}, status=401)
    with acting_as_system():
        try:
            sender, envelope = verification.trust(token=token, now=datetime.now(UTC), on=today())  # before the first byte of a stranger's file is read
        except verification.CannotTrust as refusal:
            return JsonResponse({"refused": str(refusal)}, status=401)
    if envelope.file_name != file_name or not NAME.fullmatch(file_name):
        return JsonResponse({"refused": "文件名与凭证不符，或不是约定的文件名。请核对后重新签名。"}, status=401)
    with tempfile.TemporaryDirectory() as folder:
        path, digest, size = Path(folder) / file_name, hashes.Hash(hashes.SM3()), 0
        with path.open("wb") as file:
            while chunk := request.read(CHUNK):
                size += len(chunk)
                if size > MOST_BYTES:
                    return JsonResponse({"refused": f"文件超过 {MOST_BYTES // 1_000_000} MB。请按日期拆分后发送。"}, status=413)
                digest.update(chunk)
                file.write(chunk)
        return _taken_in(path, {"digest": digest.finalize().hex(), "sender": sender, "envelope": envelope})


def _taken_in(path: Path, vouched: dict[str, Any]) -> JsonResponse:
    with acting_as_system():
        try:
            receipt = receiving.take_in_signed(path=path, on=today(), **vouched)
        except verification.CannotTrust as refusal:
            return JsonResponse({"refused": str(refusal)}, status=401)
        except verification.CannotReceive as refusal:
            return JsonResponse({"refused": str(refusal)}, status=422)
        except verification.CannotKeep as full:
            return JsonResponse({"refused": str(full)}, status=507)
        except verification.FileHeld as held:
            return JsonResponse({"held": str(held)}, status=202)
    counts = ("rows", "accepted", "repeated", "quarantined", "waiting", "refused_beyond")
    return JsonResponse({"delivery": receipt.delivery_id, "exists": receipt.exists, **{name: getattr(receipt, name) for name in counts}})
