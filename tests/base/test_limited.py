"""受限进程: a worker that hangs, eats, floods, lies or reaches out ends in one sentence, and the house stands as before; each with its negative control."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from doudi.base import home, limited
from doudi.base.limited import CannotOpenSafely, Limits, confine, work
from tests.base import bad_work

TASK = "tests.base.bad_work"
CONFINES = confine._libc.syscall(confine.CREATE_RULESET, None, 0, 1) >= 4
confined = pytest.mark.skipif(not CONFINES, reason="本机内核没有 Landlock（须 6.7 以上）")
SHORT = Limits(seconds=2, memory=500_000_000, answer=2_000_000)


def told(content: str, limits: Limits = SHORT):
    return work(TASK, content.encode(), limits=limits)[0]


def test_an_answer_comes_back_in_pieces():
    found, pieces = work(TASK, b"tell", limits=SHORT)
    assert pieces == [b"piece", b""] and found["folder"] == "/"
    assert set(found["environment"]) <= {"HOME", "LANG", "LC_CTYPE", "OMP_NUM_THREADS", "PATH"}


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("hang", "2 秒内没有打开"),
        ("spin", "2 秒内没有打开"),
        ("eat", "内存超过限制"),
        ("flood", "无法安全打开"),
        ("crash", "无法安全打开"),
        ("babble", "无法安全打开"),
        ("no such deed", "无法安全打开"),
        ("refuse 请重新拍照。", "请重新拍照。"),
        ("refuse " + "长" * 5000, "长{300}$"),
    ],
)
def test_what_goes_wrong_there_is_one_sentence_here(deed, words):
    before = set(os.listdir("/proc/self/fd"))
    with pytest.raises(CannotOpenSafely, match=words):
        told(deed)
    assert set(os.listdir("/proc/self/fd")) == before
    assert told("tell")["folder"] == "/"


def test_with_more_room_what_eats_is_fed():
    """Negative control: it is the limit that stops it."""
    assert told("eat", Limits(seconds=20, memory=4_000_000_000)) == 3_000_000_000


@confined
def test_nothing_of_the_house_can_be_read_or_written_there(tmp_path: Path):
    secret = home.folder("keys") / "sm4-001"
    secret.write_text("the key", encoding="ascii")
    assert told(f"read {secret}").startswith("not possible")
    assert told(f"write {tmp_path / 'planted'}").startswith("not possible")
    assert told("read /etc/passwd").startswith("not possible")
    assert bad_work._read(str(secret)) == "the key", "negative control: the same deed here can"


@confined
def test_nobody_can_be_reached_from_there():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert told(f"connect {port}").startswith("not possible")
        assert bad_work._connect(str(port)) == "connected", "negative control: the same deed here can"


@confined
def test_no_program_is_started_and_no_process_signalled_from_there():
    program = "/bin/true"
    assert told(f"run {program}").startswith("not possible")
    assert told(f"signal {os.getpid()}").startswith("not possible")
    assert bad_work._run(program) == "ended with 0" and bad_work._signal(str(os.getpid())) == "None"


def test_without_confinement_the_key_is_read(monkeypatch: pytest.MonkeyPatch):
    """Negative control: the same process, not confined, would give the key away."""
    secret = home.folder("keys") / "sm4-001"
    secret.write_text("the key", encoding="ascii")
    unconfined = limited.BOOT.replace("main()", "from doudi.base.limited import confine; confine.confine = lambda: None; main()")
    monkeypatch.setattr(limited, "BOOT", unconfined)
    assert told(f"read {secret}") == "the key"


def test_a_kernel_without_these_defences_leaves_the_limits(monkeypatch: pytest.MonkeyPatch):
    """Where the kernel says no, the work goes on with its limits: said in docs/uploads.md."""

    class OldKernel:
        def __getattr__(self, _name: str):
            return lambda *_: -1

    monkeypatch.setattr(confine, "_libc", OldKernel())
    confine.confine()
    assert os.listdir("/")


def test_too_many_at_once_wait_and_are_then_told(monkeypatch: pytest.MonkeyPatch):
    taken = [limited._AT_ONCE.acquire() for _ in range(2)]
    try:
        with pytest.raises(CannotOpenSafely, match="稍后再试"):
            work(TASK, b"tell", limits=SHORT, wait=0)
    finally:
        for _ in taken:
            limited._AT_ONCE.release()
    assert told("tell")


def test_nothing_is_left_running():
    """Who hangs is ended and gone."""
    with pytest.raises(CannotOpenSafely):
        told("hang")
    assert children_of(os.getpid(), "planted") == []
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()", "planted"], stdin=subprocess.PIPE)
    try:
        assert children_of(os.getpid(), "planted") == [child.pid], "negative control: one that is there is found"
    finally:
        child.communicate()


def children_of(process: int, word: str) -> list[int]:
    """Processes this one started whose command has the word, or is one of ours."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(place.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            command = place.joinpath("cmdline").read_text(encoding="utf-8")
        except OSError:
            continue
        if parent == process and (word in command or TASK in command):
            found.append(int(place.name))
    return found
