"""Killed anywhere, a file is in the house whole or not at all, and comes in whole the next time."""

import json
import subprocess
import sys
from pathlib import Path

from doudi.base import access
from doudi.registry.models import Person
from doudi.verification.actions import receive
from doudi.verification.models import Delivery
from tests.databases import TOP, Clone
from tests.people import a_person, an_id
from tests.verification.files import DAY, a_death, a_file


def a_small_file(folder: Path) -> Path:
    number = an_id()
    with access.acting_as_system():
        a_person(name="某甲", id_number=number)
    return a_file(folder, "hukou", [a_death(number, "某甲", ref="HJ1"), a_death(an_id(), "某乙", ref="HJ2"), a_death("", "某丙", ref="HJ3")])


def killed_at_every_statement(database: Clone, path: Path, *flags: str) -> list[str]:
    environment = {**database.env, "DJANGO_SETTINGS_MODULE": "doudi.settings"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.verification.killing", str(path), *flags],
        cwd=TOP,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout))


def test_killed_at_every_statement_nothing_is_ever_half_there(fresh_database: Clone, tmp_path: Path) -> None:
    path = a_small_file(tmp_path)
    seen = killed_at_every_statement(fresh_database, path)
    assert len(seen) > 15 and set(seen[:-1]) == {"nothing"} and seen[-1] == "whole"
    with access.acting_as_system():
        again = receive(path=path, on=DAY, officer=None)
        assert again.exists and (again.accepted, again.waiting, again.quarantined) == (1, 1, 1) and Delivery.objects.count() == 1
        assert [fact["person_id"] for fact in again.facts.to_pylist()] == [Person.objects.get().pk]


def test_the_same_killing_finds_half_a_file_where_it_is_not_one_transaction(fresh_database: Clone, tmp_path: Path) -> None:
    """The negative control: committed too early, the file is there in parts."""
    seen = killed_at_every_statement(fresh_database, a_small_file(tmp_path), "--commits-early")
    assert "{" in seen[-1]


def lists_killed_at_every_statement(database: Clone, *flags: str) -> list[str]:
    environment = {**database.env, "DJANGO_SETTINGS_MODULE": "doudi.settings"}
    command = [sys.executable, "-m", "tests.verification.killing_lists", *flags]
    ran = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, timeout=1200, check=False)
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout))


def test_killed_at_every_statement_no_list_is_lost_and_no_answer_counted_twice(fresh_database: Clone) -> None:
    """Asking, sending by line and taking the answer in; another process goes on an hour later."""
    seen = lists_killed_at_every_statement(fresh_database)
    assert len(seen) > 40 and set(seen) == {"nothing", "whole"} and seen[-1] == "whole"
    assert seen.index("whole") < len(seen) - 20, "most of the way the list stands already"


def test_the_same_killing_finds_lists_lost_where_they_are_called_sent_too_early(fresh_database: Clone) -> None:
    """The negative control."""
    assert any(one not in ("nothing", "whole") for one in lists_killed_at_every_statement(fresh_database, "--marks-first"))
