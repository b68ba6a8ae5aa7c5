"""造出来的来源: a department's REST service on this machine, that answers as it is told: rightly, slowly, with garbage, for somebody else."""

import csv
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePath
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doudi.base import crypto
from doudi.verification.actions import register_sender, set_source
from doudi.verification.envelope import fingerprint_of
from doudi.verification.exchange import signing
from doudi.verification.feed import all_feeds
from tests.verification.files import COUNTY, DAY, a_vehicle, csv_bytes

KEY, STRANGER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
AUDIENCE = "dept:vehicles"
Answer = tuple[int, dict[str, str], bytes]


def pem(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass
class Asked:
    """What the service was sent: the headers, and the list as it reads it."""

    headers: dict[str, str]
    rows: list[dict[str, str]]
    content: bytes

    @property
    def number(self) -> str:
        return self.headers["Idempotency-Key"]


@dataclass
class Service:
    """The service: `answers` are given one after another, the last of them from then on; `asked` is everything it was sent."""

    answers: list[Callable[[Asked, Any], Answer | None]]
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/lists"


def accepted(asked: Asked, _: Any) -> Answer:
    """It has the list; the answer will come as a file."""
    return 202, {}, b""


def refusing(status: int) -> Callable[[Asked, Any], Answer]:
    return lambda asked, _: (status, {}, b"<html>error</html>")


def rows_of(asked: Asked, *, found: str = "未命中", **other: str) -> list[dict[str, str]]:
    return [a_vehicle(one["QQH"], one["SFZH"], one["XM"], found=found, **other) for one in asked.rows]


def answering(
    *, on: date = DAY, rows: Callable[[Asked], list[dict[str, str]]] = rows_of, key: Ed25519PrivateKey = KEY, now: datetime | None = None,
    claims: dict[str, Any] | None = None, named: Callable[[Asked], str] | None = None, changed: Callable[[bytes], bytes] = lambda content: content,
) -> Callable[[Asked, Any], Answer]:  # fmt: skip
    """At once, signed at the moment our own envelope names; each of the words says what is other than it should be."""

    def answer(asked: Asked, _: Any) -> Answer:
        content = csv_bytes(rows(asked), feed="vehicles")
        name = named(asked) if named else a_name(asked, on)
        begins = int(now.timestamp()) if now else our_envelope(asked)["iat"]
        said = {"iss": fingerprint_of(pem(key)), "aud": f"doudi:{COUNTY}", "iat": begins, "exp": begins + 300, "file": name, "sm3": crypto.sm3(content).hex()}
        token = jwt.encode(said | (claims or {}), key, "EdDSA")
        return 200, {"Doudi-File": name, "Doudi-Envelope": token}, changed(content)

    return answer


def a_name(asked: Asked, on: date = DAY) -> str:
    """What the file that answers this list alone is called."""
    return str(PurePath(all_feeds()["vehicles"].file_name(COUNTY, on, of_list="_".join(asked.number.rsplit("-", 2)[1:]))).with_suffix(".csv"))


def dripping(asked: Asked, handler: BaseHTTPRequestHandler) -> None:
    """One byte each fifth of a second, for as long as anybody listens."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.2)
    except OSError:
        return


def cut_off(asked: Asked, handler: BaseHTTPRequestHandler) -> None:
    """The line breaks within the answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving(*answers: Callable[[Asked, Any], Answer | None]) -> Iterator[Service]:
    """The service runs."""
    service = Service(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            asked = Asked(dict(self.headers), list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))), content)
            service.asked.append(asked)
            act = service.answers.pop(0) if len(service.answers) > 1 else service.answers[0]
            given = act(asked, self)
            if given is not None:
                status, headers, body = given
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def reached_at(service: Service, *, seconds: int = 5, on: date = DAY, **limits: int) -> None:
    """The vehicle office is asked at this service, and its key is known."""
    register_sender(name="示例车管系统", region=COUNTY, feeds=["vehicles"], public_key=pem(KEY), officer=None, on=on)
    set_source(feed="vehicles", region=COUNTY, address=service.address, audience=AUDIENCE, officer=None, on=on, seconds=seconds, **limits)


def our_envelope(asked: Asked) -> dict[str, Any]:
    """What the service reads in the envelope it was sent, checked as it would."""
    token = asked.headers["Authorization"].removeprefix("Bearer ")
    said: dict[str, Any] = jwt.decode(token, signing.public_key(), algorithms=["EdDSA"], audience=AUDIENCE, options={"verify_exp": False, "verify_iat": False})
    return said
