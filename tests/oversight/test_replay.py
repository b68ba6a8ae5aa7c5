"""重算: the determinations of a county in use come out as they were; a changed rule or figure, and a tampered input, is found."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from doudi import law
from doudi.base import postgres
from doudi.base.access import acting_as_system
from doudi.casework.models import Decision
from doudi.casework.queries import recompute
from doudi.casework.queries.recompute import CANNOT, DIFFERENT, OTHER_BOOK, SAME, replay
from doudi.policy import Book, Figures, greatest
from doudi.registry.models import Person
from tests.oversight.conftest import Played


def counted() -> Counter:
    with acting_as_system("3707"):
        return Counter(one.outcome for one in replay())


def as_if(monkeypatch: pytest.MonkeyPatch, change: Callable[[Book], Book]) -> None:
    """The law as somebody has changed it since."""
    monkeypatch.setattr(recompute.law, "book", lambda on, real=law.book: change(real(on)))


def test_a_played_county_comes_out_as_it_was(played: Played) -> None:
    found = counted()
    assert found[SAME] == sum(found.values()) > 10


def test_a_changed_figure_is_found(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    as_if(monkeypatch, lambda book: book.overridden({"dibao.standard": 100000}))
    assert counted()[DIFFERENT] > 0


def test_a_changed_rule_is_found(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(book: Book) -> Book:
        def dibao_monthly_amount(dibao_top_up):
            """Ten fen too many."""
            return greatest(dibao_top_up, 0) + dibao_top_up

        another = {"formula": dibao_monthly_amount, "needs": ("dibao_top_up",)}
        mine = [replace(rule, **another) if rule.name == "dibao_monthly_amount" else rule for rule in book.all_rules]
        return replace(book, all_rules=tuple(mine))

    as_if(monkeypatch, changed)
    with acting_as_system("3707"):
        different = [one for one in replay() if one.outcome == DIFFERENT]
    assert different
    assert {name for one in different for name, _, _ in one.differences} == {"dibao_monthly_amount"}


def test_another_book_with_the_same_results_is_told_apart(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(book: Book) -> Book:
        titled = {one.name: replace(one, title="另一个标题") if one.name == "dibao.standard" else one for one in book.figures}
        return replace(book, figures=Figures(titled))

    as_if(monkeypatch, renamed)
    found = counted()
    assert found[OTHER_BOOK] == sum(found.values()) > 10


def test_a_tampered_input_is_found_and_a_decision_without_one_cannot_be_recomputed(played: Played, tamper: Callable[[str], None]) -> None:
    tamper("UPDATE casework_decision SET inputs = NULL WHERE id = (SELECT min(id) FROM casework_decision)")
    tamper(
        "UPDATE casework_decision SET inputs = jsonb_set(inputs, '{members,0,wage_12m}', '99999999') "
        "WHERE id = (SELECT max(id) FROM casework_decision WHERE outcome = 'grant')"
    )
    found = Counter(one.outcome for one in replay())
    assert (found[CANNOT], found[DIFFERENT]) == (1, 1)


def test_nobody_is_named_in_what_is_kept(played: Played) -> None:
    with acting_as_system("3707"):
        kept = json.dumps(list(Decision.objects.values_list("inputs", flat=True)), ensure_ascii=False)
        names = set(Person.objects.values_list("name", flat=True))
    assert "wage_12m" in kept and "born_on" in kept
    assert not [name for name in names if name in kept]
    assert not re.search(r"(?<!\d)\d{17}[\dX]", kept)
    assert '"name"' not in kept and '"id_number"' not in kept


def test_only_the_region_asked_for_is_recomputed(played: Played) -> None:
    with acting_as_system("370781"):
        assert list(replay()) == []


def test_the_command(played: Played) -> None:
    def told(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "doudi", "replay", *options], env=played.env, capture_output=True, text=True, check=False)

    done = told("--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["different"], answer["cannot"], answer["listed"]) == (0, 0, []) and answer["same"] == answer["decisions"] > 10
    few = told("--sample", "3")
    assert few.returncode == 0 and "重算 3 份决定：一致 3" in few.stdout
    assert told("--sample", "0").returncode == 2


@pytest.mark.parametrize("database", ["nowhere_yet", "postgres"])
def test_a_house_without_its_tables_is_told_in_one_line(played: Played, database: str) -> None:
    url = urlsplit(played.env["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    done = subprocess.run([sys.executable, "-m", "doudi", "replay"], env=played.env | {"DATABASE_URL": url}, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert "请先运行 doudi up" in done.stderr and done.stderr.count("\n") == 1


def test_who_started_the_database_is_noted_in_a_house_not_made_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path / "house"))
    postgres.note_starter(os.getpid())
    assert (tmp_path / "house" / "started-by").read_text() == str(os.getpid())
