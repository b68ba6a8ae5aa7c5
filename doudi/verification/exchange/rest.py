"""接口: one list to one address, and what comes back; in bounded time and room, to that address alone.

The standard library's client: it follows no redirect, keeps no cookie, unpacks nothing and knows no proxy (`decisions/0020`).
"""

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives import hashes

CHUNK = 1 << 16
MOST_BYTES = 50_000_000
"""Of an answer: a list of a whole county's people, answered for each."""
OURSELVES = ("127.0.0.1", "::1", "localhost")
ENVELOPE, FILE = "Doudi-Envelope", "Doudi-File"


class CannotReach(Exception):
    """Why a list did not arrive, or what came back was none; worded for officers, naming nothing of what was sent."""


@dataclass(frozen=True)
class Reply:
    """What a source said: it has the list (`file_name` empty: the answer comes later, as a file), or here is its answer with the envelope around it."""

    file_name: str = ""
    token: str = ""
    digest: str = ""
    size: int = 0


def address_of(address: str) -> SplitResult:
    """The parts of an address that a list may be sent to; raises CannotReach."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise CannotReach("地址写法不对。") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.fragment or port == 0 or not address.isascii() or " " in address:
        raise CannotReach("地址应形如 https://example.invalid/lists，不带用户名。")
    if parts.scheme == "http" and parts.hostname not in OURSELVES:
        raise CannotReach("名单只经加密的 https 发送；http 只用于本机的前置程序（127.0.0.1）。")
    return parts


def post(address: str, content: bytes, *, headers: dict[str, str], seconds: int, into: BinaryIO) -> Reply:
    """Send a list and write what comes back into a file. Raises CannotReach: for every answer that is neither 200 with an envelope nor 201, 202 or 204,
    for one longer than MOST_BYTES, and when all of it has not come within `seconds`, however slowly it drips."""
    parts = address_of(address)
    context = ssl.create_default_context() if parts.scheme == "https" else None
    connection = (http.client.HTTPConnection if context is None else http.client.HTTPSConnection)(parts.hostname or "", parts.port, timeout=seconds)
    watch: _Watch | None = None
    try:
        plain = socket.create_connection((parts.hostname, connection.port), timeout=seconds)
        watch = _Watch(plain, seconds)
        connection.sock = plain if context is None else context.wrap_socket(plain, server_hostname=parts.hostname)
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body=content, headers=headers)
        return _read(connection.getresponse(), into, watch)
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = isinstance(error, TimeoutError) or (watch is not None and watch.has_cut)
        raise CannotReach(f"{seconds} 秒内没有答复完毕。" if late else _unreachable(error)) from None
    finally:
        if watch is not None:
            watch.end()
        connection.close()


class _Watch:
    """Cuts a line when its time is up, whoever waits on it: a limit for each step alone would let an answer drip for days."""

    def __init__(self, line: socket.socket, seconds: int) -> None:
        self.has_cut = False
        self._line = line.dup()  # stays ours when the line is wrapped in TLS or handed on
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        self.has_cut = True
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self._timer.cancel()
        self._line.close()


def _read(response: http.client.HTTPResponse, into: BinaryIO, watch: _Watch) -> Reply:
    if response.status in (201, 202, 204):
        return Reply()
    if 300 <= response.status < 400:
        raise CannotReach(f"对方要求转到别的地址（{response.status}），没有跟随。")
    if response.status != 200:
        raise CannotReach(f"对方没有收下（{response.status}）。")
    expected, digest, size = response.length, hashes.Hash(hashes.SM3()), 0
    while chunk := response.read1(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise CannotReach(f"返回的内容超过 {MOST_BYTES // 1_000_000} MB，没有接收。")
        digest.update(chunk)
        into.write(chunk)
    if watch.has_cut:  # a line that was cut looks like one that has ended
        raise TimeoutError
    if expected is not None and size != expected:
        raise CannotReach("返回的内容没有传完。")
    file_name, token = response.getheader(FILE, ""), response.getheader(ENVELOPE, "")
    if not size and not token:
        return Reply()
    if not file_name or not token:
        raise CannotReach("返回的内容没有文件名或凭证，没有接收。")
    return Reply(file_name, token, digest.finalize().hex(), size)


def _unreachable(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "对方的证书不能通过校验，或加密连接失败。"
    if isinstance(error, socket.gaierror):
        return "找不到对方的地址。"
    if isinstance(error, ConnectionRefusedError):
        return "对方没有开放服务。"
    if isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected | ConnectionError):
        return "连接中途断开。"
    return "连接失败，或对方的答复不成样子。"
