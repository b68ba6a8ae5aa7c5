"""负荷: requests leave at their planned moments whatever became of the ones before, and are timed from those moments, so that a pause shows."""

from __future__ import annotations

import asyncio
import resource
import time
from dataclasses import dataclass, field

TIMEOUT = 30.0


class WrongAnswer(Exception):
    """An answer that is not what the officer asked for."""


@dataclass
class Request:
    """One request of one officer. A right answer holds these words; a write is acknowledged by leading to an address."""

    kind: str
    path: str
    body: str = ""
    holds: tuple[str, ...] = ()
    leads_to: str = ""
    given: dict[str, str] = field(default_factory=dict)
    at: float = 0.0
    cookies: str = ""
    seconds: float = 0.0
    trouble: str = "没有答复"


@dataclass(frozen=True)
class Run:
    """How long it took, how late the generator itself was at worst (99 of 100 requests), and its share of one core."""

    seconds: float
    lateness_p99: float
    generator_cpu: float


def run(requests: list[Request], port: int) -> Run:
    """Send them all; each request is filled in with its time and what was wrong with it."""
    return asyncio.run(_run(requests, port))


async def _run(requests: list[Request], port: int) -> Run:
    cpu, started, late, tasks = _cpu(), time.monotonic(), [], []
    for request in requests:
        await asyncio.sleep(started + request.at - time.monotonic())
        late.append(time.monotonic() - started - request.at)
        tasks.append(asyncio.create_task(_ask(request, started, port)))
    await asyncio.gather(*tasks)
    seconds = time.monotonic() - started
    return Run(seconds, sorted(late)[len(late) * 99 // 100], (_cpu() - cpu) / seconds)


async def _ask(request: Request, started: float, port: int) -> None:
    try:
        async with asyncio.timeout(TIMEOUT):
            await _answer(request, port)
        request.trouble = ""
    except (WrongAnswer, OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
        request.trouble = str(error) or type(error).__name__
    request.seconds = time.monotonic() - started - request.at


async def _answer(request: Request, port: int) -> None:
    """Send it, follow where a search leads, and look at what came."""
    status, leads_to, said = await _send("POST" if request.body else "GET", request.path, request.body, request.cookies, port)
    if request.kind == "search" and status == 302:
        status, leads_to, said = await _send("GET", leads_to, "", request.cookies, port)
    if request.leads_to:
        if (status, leads_to) != (302, request.leads_to):
            raise WrongAnswer(f"{request.path}: {status} {leads_to}")
        return
    if status != 200:
        raise WrongAnswer(f"{request.path}: {status} {leads_to}")
    if missing := [words for words in request.holds if words not in said]:
        raise WrongAnswer(f"{request.path}: 页面上没有“{missing[0]}”")


async def _send(method: str, path: str, body: str, cookies: str, port: int) -> tuple[int, str, str]:
    """Status, where it leads, and the text; one connection a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\nConnection: close\r\n"
        if method == "POST":
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{head}\r\n{body}".encode())
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        said = await reader.readexactly(int(headers["content-length"]))
    finally:
        writer.close()
    return int(lines[0].split()[1]), headers.get("location", ""), said.decode()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
