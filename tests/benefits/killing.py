"""杀进程: tells a story in a child process and kills it with SIGKILL before and after each SQL statement, commit and file operation.

SIGKILL is not power loss: what the system had taken into its page cache survives it.
"""

import gc
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, NoReturn

from django.db import connection, connections

from tests.benefits.story import Step

Tell = Callable[[Step], None]
FILE_OPERATIONS = ("replace", "fsync", "unlink")


@dataclass(frozen=True)
class Point:
    """Where to die: in this step, before or after its nth event."""

    label: str
    event: int
    after: bool


@dataclass(frozen=True)
class Ending:
    """How a telling ended: killed, or told as far as the step (empty: to the end)."""

    killed: bool
    reached: str = ""


def tell_in_child(tell: Tell, *, point: Point | None = None, told: frozenset[str] = frozenset(), from_the_top: bool = True) -> Ending:
    """Tell the story in a fork of this process: to the end, or until it dies at the point, or comes to a step beyond it.

    Steps already `told` are told again, as a restarted process would, or taken as told when not `from_the_top`.
    """
    return _ending(*_fork(tell, point, told, from_the_top))


def kill_after(tell: Tell, *, seconds: float) -> bool:
    """Tell the story from the top and kill it from outside after this long, wherever it is; whether it was still being told."""
    child, reading = _fork(tell, None, frozenset(), True)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)  # one that has ended is not reaped yet, so the number is still its own
    return _ending(child, reading).killed


def _fork(tell: Tell, point: Point | None, told: frozenset[str], from_the_top: bool) -> tuple[int, int]:
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_child(tell, point, told, from_the_top, writing)
    os.close(writing)
    return child, reading


def _ending(child: int, reading: int) -> Ending:
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return Ending(killed=True)
    assert os.waitstatus_to_exitcode(status) == 0, said
    return Ending(killed=False, reached=said)


def kill_everywhere(tell: Tell, *, after_each_step: Callable[[], None] = lambda: None, from_the_top: bool = False) -> int:
    """Kill at every point of every step, telling again each time, until a telling ends unkilled; how many were killed.

    What a death undid, the next telling does again up to its next event; what was committed, it finds done.
    """
    killed, told, point = 0, frozenset[str](), Point("", 1, after=False)
    while True:
        ending = tell_in_child(tell, point=point, told=told, from_the_top=from_the_top)
        if ending.killed:
            killed += 1
            point = Point(point.label, point.event + point.after, after=not point.after)
        elif ending.reached:
            told |= {point.label}
            point = Point(ending.reached, 1, after=False)
            after_each_step()
        else:
            return killed


def _be_the_child(tell: Tell, point: Point | None, told: frozenset[str], from_the_top: bool, writing: int) -> NoReturn:
    """Never returns: dies at the point, or leaves with what it has to say."""

    def step(label: str, verb: Callable[[], object]) -> None:
        if point is None or (label in told and from_the_top):
            verb()
        elif label == point.label:
            with dying_at(point):
                verb()
        elif label not in told:
            os.write(writing, label.encode())
            os._exit(0)

    gc.disable()  # what a collector touches after a fork is copied
    try:
        tell(step)
    except BaseException:
        os.write(writing, traceback.format_exc().encode())
        os._exit(1)
    os._exit(0)


@contextmanager
def dying_at(point: Point) -> Iterator[None]:
    """Count statements, commits and file operations, and die at the one named."""
    events = count(1)

    def event(happen: Callable[..., Any], *given: Any, **named: Any) -> Any:
        number = next(events)
        if number == point.event and not point.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = happen(*given, **named)
        if number == point.event and point.after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    connection.ensure_connection()
    connection._commit = partial(event, connection._commit)
    for name in FILE_OPERATIONS:
        setattr(os, name, partial(event, getattr(os, name)))
    with connection.execute_wrapper(lambda execute, *statement: event(execute, *statement)):
        yield
    for name in FILE_OPERATIONS:
        setattr(os, name, getattr(os, name).args[0])
    connection._commit = connection._commit.args[0]
