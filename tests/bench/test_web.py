"""页面的速度: the shape of what is said, that a wrong answer and a lost write are seen, that latency counts from the planned moment, that a pause shows."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bench.web import __main__ as command
from bench.web.figures import figures, percentile
from bench.web.load import Request, run

WORDS = "某甲 H370702001000001"


@contextmanager
def answering(say: str = WORDS, *, status: str = "200 OK", leads_to: str = "", pause: tuple[float, float] = (0, 0)) -> Iterator[int]:
    """A server of one answer on a free port; from `pause[0]` on it stands still for `pause[1]` seconds."""
    ready, ended, port = threading.Event(), threading.Event(), [0]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = say.encode()
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n" + (f"Location: {leads_to}\r\n" if leads_to else "")
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port[0] = server.sockets[0].getsockname()[1]
        ready.set()
        if pause[1]:
            await asyncio.sleep(pause[0])
            threading.Event().wait(pause[1])  # the whole loop stands, as a stopped process does
        while not ended.is_set():
            await asyncio.sleep(0.05)
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield port[0]
    finally:
        ended.set()
        thread.join()


def reads(count: int, every: float = 0.01) -> list[Request]:
    return [Request("read", "/", holds=("某甲",), at=number * every) for number in range(count)]


def test_a_right_answer_is_right_and_a_wrong_one_is_told() -> None:
    with answering() as port:
        right, wrong = Request("read", "/", holds=("某甲",)), Request("read", "/families/1", holds=("某乙",))
        run([right, wrong], port)
    assert (right.trouble, wrong.trouble) == ("", "/families/1: 页面上没有“某乙”")
    assert [row["errors"] for row in figures([right, wrong], seconds=1, lost=0)] == [1, 0, 0]


@pytest.mark.parametrize(("status", "leads_to", "is_right"), [("302 Found", "/alerts/1", True), ("302 Found", "/sign-in", False), ("200 OK", "", False)])
def test_a_write_is_acknowledged_by_where_it_leads(status: str, leads_to: str, is_right: bool) -> None:
    write = Request("write", "/alerts/1/sign", body="x=1", leads_to="/alerts/1")
    with answering(status=status, leads_to=leads_to) as port:
        run([write], port)
    assert (write.trouble == "") == is_right


def test_a_server_that_is_not_there_is_an_error_of_every_request() -> None:
    with answering() as port:
        pass
    requests = reads(3)
    run(requests, port)
    assert all(one.trouble for one in requests)


def test_time_counts_from_the_planned_moment_so_a_pause_shows() -> None:
    """Two seconds of arrivals, half a second of standing still: a quarter of them wait, though the server answers each at once when it runs."""
    paused, quiet = reads(200), reads(200)
    with answering(pause=(0.7, 0.5)) as port:
        run(paused, port)
    with answering() as port:
        run(quiet, port)
    assert not any(one.trouble for one in paused + quiet)
    assert percentile([one.seconds for one in paused], 0.99) > 0.4 > percentile([one.seconds for one in quiet], 0.99)
    assert sum(one.seconds > 0.1 for one in paused) > 20
    assert percentile([one.seconds for one in paused], 0.5) < 0.1


def test_percentiles_and_rows() -> None:
    assert [percentile([float(n) for n in range(1, 101)], share) for share in (0.5, 0.95, 0.99)] == [51, 96, 100] and percentile([], 0.5) == 0
    rows = figures([replace(one, seconds=0.1) for one in reads(10)], seconds=2, lost=3)
    assert [list(row) for row in rows] == [["kind", "requests", "errors", "lost_writes", "per_second", "p50_ms", "p95_ms", "p99_ms"]] * 3
    assert [(row["kind"], row["requests"], row["lost_writes"]) for row in rows] == [("read", 10, 0), ("write", 0, 3), ("search", 0, 0)]
    assert (rows[0]["per_second"], rows[0]["p95_ms"]) == (5, 100)


@pytest.mark.parametrize("said", [["--people", "1"], ["--officers", "0"], ["--officers", "201"], ["--seconds", "0"], ["--seconds", "long"]])
def test_a_command_typed_wrongly_is_refused(said: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(said)
    assert refused.value.code == 2 and capsys.readouterr().err.count("\n") == 1


def run_small(*more: str) -> tuple[int, list[dict[str, object]], str]:
    """The benchmark on a small county, in a process of its own: it has a home and a database of its own."""
    import subprocess
    import sys

    from bench.policy.peers import TOP

    done = subprocess.run(
        [sys.executable, "-m", "bench.web", "--people", "2000", "--officers", "40", "--json", *more], cwd=TOP, capture_output=True, text=True, timeout=300
    )
    return done.returncode, json.loads(done.stdout), done.stderr


def test_a_small_county_is_served_without_an_error_and_without_a_loss() -> None:
    code, rows, said = run_small("--seconds", "8")
    assert code == 0, said
    assert [(row["kind"], row["errors"], row["lost_writes"]) for row in rows] == [("read", 0, 0), ("write", 0, 0), ("search", 0, 0)]
    assert all(row["requests"] for row in rows)


def test_a_planted_pause_shows() -> None:
    code, rows, said = run_small("--pause", "--officers", "200")
    assert code == 0, said
    assert max(float(str(row["p99_ms"])) for row in rows) > 500


def test_a_lost_write_is_seen(monkeypatch: pytest.MonkeyPatch, system: None) -> None:
    """Acknowledged and nowhere in the database: an alert nobody signed for."""
    from bench.web.figures import lost_writes
    from tests.monitoring.builders import an_alert

    alert = an_alert()
    write = Request("write", f"/alerts/{alert.pk}/sign", leads_to=f"/alerts/{alert.pk}", trouble="")
    assert lost_writes([write]) == 1
    assert lost_writes([replace(write, trouble="/sign-in")]) == 0
    type(alert).objects.filter(pk=alert.pk).update(state="signed", signed_by=_somebody(), signed_on=alert.raised_on)
    assert lost_writes([write]) == 0


def _somebody() -> int:
    from doudi.base.models import Officer

    return Officer.objects.create(username="bench-x", name="示例", role_id="township", region="370702001").pk
