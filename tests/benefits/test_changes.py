"""两个月的变化: each family whose money differs stands once with its reason; the sums are the lists'."""

from collections.abc import Callable
from datetime import date

import pytest

from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Award, PayLine, PayRun
from doudi.registry.models import Person
from tests.benefits.builders import ANSWERED, BEFORE, COUNTY, MONTH, Recipient, a_desk, a_recipient, an_award, answer, prepare, sign_and_release

pytestmark = pytest.mark.usefixtures("system")
BEFORE_PREPARED = date(2026, 10, 8)


def last_month() -> None:
    """October is paid as its awards stood."""
    run = PayRun.objects.create(region=COUNTY, month=BEFORE, kind="imported", state="settled", prepared_on=BEFORE_PREPARED, settled_on=BEFORE_PREPARED)
    for award in Award.objects.select_related("payee", "account"):
        PayLine.objects.create(
            run=run, award=award, household_id=award.household_id, kind=award.kind, month=BEFORE, payee=award.payee, account=award.account,
            amount_fen=award.amount_fen, state="paid", sent_on=BEFORE_PREPARED, answered_on=BEFORE_PREPARED, region=award.region,
        )  # fmt: skip


def changed_amount(one: Recipient, fen: int) -> None:
    Award.objects.filter(pk=one.award.pk).update(until_month=MONTH, ended_by="decision:7")
    an_award(one.standing, one.account, amount_fen=fen, from_month=MONTH)


def a_changed_county() -> dict[str, Recipient]:
    """Families of which one kind of change each has happened, one that has none, and November's run."""
    found = {name: a_recipient() for name in ("same", "raised", "lowered", "ended")}
    found["held"] = a_recipient(members=1)
    last_month()
    changed_amount(found["raised"], 65_000)
    changed_amount(found["lowered"], 50_000)
    Award.objects.filter(pk=found["ended"].award.pk).update(until_month=MONTH, ended_by="decision:9")
    Person.objects.filter(pk=found["held"].family.head.pk).update(died_on=date(2026, 10, 5), death_known_on=date(2026, 10, 20))
    found["new"] = a_recipient()
    Award.objects.filter(pk=found["new"].award.pk).update(from_month=MONTH)
    prepare()
    return found


@pytest.fixture
def county(system: None) -> dict[str, Recipient]:
    return a_changed_county()


def run() -> PayRun:
    return PayRun.objects.get(kind="regular")


def test_each_family_stands_once_with_its_reason_and_ground(county: dict[str, Recipient]) -> None:
    found = {one.number: (one.reason, one.fen, one.by) for one in queries.changes(run(), limit=100)}
    names = {name: one.family.household.number for name, one in county.items()}
    assert found == {
        names["raised"]: ("raised", 5_000, "import:test"),
        names["lowered"]: ("lowered", -10_000, "import:test"),
        names["ended"]: ("ended", -60_000, "decision:9"),
        names["held"]: ("held", -60_000, "import:test"),
        names["new"]: ("new", 60_000, "import:test"),
    }
    sums = {one.reason: (one.families, one.fen) for one in queries.sums_of_changes(run())}
    assert sums == {"new": (1, 60_000), "raised": (1, 5_000), "lowered": (1, -10_000), "ended": (1, -60_000), "held": (1, -60_000)}
    before, now = (sum(PayLine.objects.filter(month=month).exclude(state="held").values_list("amount_fen", flat=True)) for month in (BEFORE, MONTH))
    assert before + sum(fen for _, fen in sums.values()) == now


def test_a_page_of_them_and_one_reason_alone(county: dict[str, Recipient]) -> None:
    assert len(queries.changes(run(), limit=2)) == 2 and len(queries.changes(run(), limit=10, offset=4)) == 1
    assert [one.reason for one in queries.changes(run(), reason="ended", limit=10)] == ["ended"]
    assert len(queries.changes(run(), reason="' OR true --", limit=10)) == 5


def test_what_was_held_and_is_paid_again_is_resumed(system: None) -> None:
    one = a_recipient()
    made = PayRun.objects.create(region=COUNTY, month=BEFORE, kind="imported", state="settled", prepared_on=BEFORE_PREPARED, settled_on=BEFORE_PREPARED)
    award = one.award
    PayLine.objects.create(
        run=made, award=award, household_id=award.household_id, kind=award.kind, month=BEFORE, payee=award.payee, account=award.account,
        amount_fen=award.amount_fen, state="held", hold_reason="nowhere_to_pay", region=award.region,
    )  # fmt: skip
    assert [(change.reason, change.fen) for change in queries.changes(prepare(), limit=10)] == [("resumed", 60_000)]


def test_on_time_and_in_full(officer_of: Callable[..., Officer]) -> None:
    desk = a_desk(officer_of)
    one, _ = a_recipient(), a_recipient()
    made = prepare()
    path = sign_and_release(made, desk)
    refused = PayLine.objects.get(award=one.award).pk
    actions.read_return(path=answer(path, {refused: "closed"}), on=ANSWERED, officer=None)
    assert queries.rates_of(made, by=ANSWERED) == (2, 1, 1, 0)
    assert queries.rates_of(made, by=date(2026, 11, 5)) == (2, 1, 0, 0)
