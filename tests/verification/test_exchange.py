"""Lists on their way: tried until they are there, a source that is down left in peace, every try kept, no answer taken twice."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from django.db import DatabaseError, transaction

from doudi.base import access, crypto, home
from doudi.base.models import AuditEntry
from doudi.base.workdays import workdays_after
from doudi.flows.exchanging import send_due
from doudi.registry.models import Person
from doudi.verification.actions import begin, receive, request_checks, withdraw_consent
from doudi.verification.envelope import fingerprint_of
from doudi.verification.exchange import circuit, queries
from doudi.verification.models import Answer, Attempt, Circuit, Consent, Delivery, Exchange, RefusedFile, Request
from tests.people import Family, a_family, consents_of
from tests.verification.a_source import (
    KEY,
    STRANGER,
    Asked,
    a_name,
    accepted,
    answering,
    cut_off,
    dripping,
    our_envelope,
    pem,
    reached_at,
    refusing,
    rows_of,
    serving,
)  # fmt: skip
from tests.verification.files import COUNTY, DAY, a_file

NOW, NEXT = circuit.opening(DAY), DAY + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("system")


def asked_about(family: Family, on: date = DAY, feed: str = "vehicles") -> Exchange:
    """The list for one department, as a person's application makes it."""
    consents_of(family.household.pk)
    lists = request_checks(household_ids=[family.household.pk], reason="申请（社会救助法 第四十条）", officer=None, on=on, now=circuit.opening(on))
    return next(one for one in lists if one.feed == feed).exchange


def sent(exchange: Exchange, *, now: datetime = NOW, on: date = DAY) -> Exchange:
    """After everything due at this moment was tried."""
    send_due(on=on, now=now, region=COUNTY)
    exchange.refresh_from_db()
    return exchange


def tries(exchange: Exchange) -> list[str]:
    return list(exchange.tries.order_by("number").values_list("outcome", flat=True))


def state_of(family: Family, on: date = DAY) -> set[str]:
    return {one.state for one in queries.progress_of(family.household.pk, on=on) if one.feed.name == "vehicles"}


def test_a_folder_has_its_list_at_once_with_evidence(own_home: Path, django_capture_on_commit_callbacks: Callable) -> None:
    family = a_family(members=2)
    with django_capture_on_commit_callbacks(execute=True):
        exchange = asked_about(family)
    exchange.refresh_from_db()
    content = (own_home / "requests" / f"{exchange.request.number}.csv").read_bytes()
    [one] = exchange.tries.all()
    assert (exchange.sent_at, one.outcome, one.channel, one.sent_digest) == (NOW, "sent", "folder", crypto.sm3(content).hex())
    entry = AuditEntry.objects.get(verb="verification.dispatched", detail__number=exchange.request.number)
    assert (entry.detail["sent"], entry.detail["outcome"]) == (crypto.sm3(content).hex(), "sent") and sent(exchange).attempts == 1


def test_a_list_goes_signed_to_its_address_and_the_answer_comes_back_at_once() -> None:
    family = a_family(members=2)
    with serving(answering()) as service:
        reached_at(service)
        exchange = sent(asked_about(family))
    [asked] = service.asked
    said = our_envelope(asked)
    assert (said["aud"], said["sm3"], said["file"]) == ("dept:vehicles", crypto.sm3(asked.content).hex(), f"{asked.number}.csv")
    assert said["exp"] - said["iat"] == 600 and asked.number == exchange.request.number and len(asked.rows) == 2
    [one] = exchange.tries.all()
    assert (one.outcome, one.delivery.of_list, one.back_digest) == ("answered", "20261012_001", one.delivery.digest)
    assert exchange.request.answered_on == DAY and state_of(family) == {"未命中"}
    assert not (home.home() / "requests" / f"{asked.number}.csv").exists(), "what goes by line lies in no folder"


def test_who_takes_their_consent_back_while_a_source_is_down_is_on_no_list_that_leaves_later(officer_of: Callable) -> None:
    family = a_family(members=2)
    with serving(refusing(503), answering(on=NEXT, now=circuit.opening(NEXT))) as service:
        reached_at(service)
        exchange = sent(asked_about(family))
        mine = Consent.objects.get(person=family.head)
        withdraw_consent(consent_id=mine.pk, because="本人提出", officer=officer_of("county"), on=NEXT)
        sent(exchange, now=circuit.opening(NEXT), on=NEXT)
    first, second = (len(asked.rows) for asked in service.asked)
    assert (first, second) == (2, 1) and tries(exchange) == ["failed", "answered"]
    assert exchange.request.answered_on == NEXT, "nobody is left of whom an answer would be kept"


def test_two_lists_of_one_day_are_answered_apart() -> None:
    with serving(answering()) as service:
        reached_at(service)
        first, second = asked_about(a_family()), asked_about(a_family())
        assert sent(first).sent_at and sent(second).sent_at
    assert Delivery.objects.filter(feed="vehicles", on=DAY).count() == 2


def test_it_says_it_will_answer_later_and_does_so_by_file() -> None:
    with serving(accepted) as service:
        reached_at(service)
        exchange = sent(asked_about(family := a_family()))
    assert exchange.sent_at == NOW and tries(exchange) == ["sent"] and state_of(family) == {"未反馈"}


DOWN = {
    "errors": (refusing(500), "对方没有收下（500）"),
    "too many": (refusing(429), "对方没有收下（429）"),
    "elsewhere": (lambda asked, _: (302, {"Location": "http://127.0.0.1:1/steal"}, b""), "没有跟随"),
    "slow": (dripping, "1 秒内没有答复完毕"),
    "cut off": (cut_off, "没有传完|中断|断开"),
    "no envelope": (lambda asked, _: (200, {}, b"<html>login</html>"), "没有文件名或凭证"),
    "garbage": (answering(changed=lambda content: b"\0" * len(content)), "内容与凭证不符"),
    "a name that is none": (answering(named=lambda asked: "x.csv"), "文件名不符合约定"),
    "another audience": (answering(claims={"aud": "doudi:370703"}), "不是发给本县区的"),
    "another signer": (answering(key=STRANGER), "没有登记"),
    "an old envelope": (answering(now=NOW - timedelta(days=1)), "已过期"),
    "another list": (answering(named=lambda asked: f"vehicles_{COUNTY}_20261012_qq20261012_777.csv"), "不是这份名单"),
    "another department": (answering(named=lambda asked: f"real_estate_{COUNTY}_20261012_qq20261012_001.csv"), "不是这份名单"),
    "another county": (answering(named=lambda asked: "vehicles_370703_20261012_qq20261012_001.csv"), "不是这份名单"),
    "a way out of the folder": (answering(named=lambda asked: f"../../{a_name(asked)}"), "不是这份名单"),
}


@pytest.mark.parametrize(("fault", "words"), DOWN.values(), ids=list(DOWN))
def test_what_is_no_answer_is_a_failure_kept_and_tried_again(fault: Callable, words: str) -> None:
    """And when the source is itself again, the same list is answered, once."""
    family = a_family(members=1)
    with serving(fault, answering()) as service:
        reached_at(service, seconds=1 if fault is dripping else 10)
        exchange = sent(asked_about(family))
        [one] = exchange.tries.all()
        assert exchange.sent_at is None and one.outcome == "failed" and state_of(family) == {"未反馈"}
        assert re.search(words, one.words), one.words
        assert not Answer.objects.exists() and sent(exchange).attempts == 1, "not before its time"
        later = NOW + timedelta(hours=1)
        assert sent(exchange, now=later).sent_at == later and tries(exchange) == ["failed", "answered"]
    assert [asked.number for asked in service.asked] == [exchange.request.number] * 2 and service.asked[0].content == service.asked[1].content
    assert Answer.objects.filter(requested__request=exchange.request).count() == 1


def test_a_source_nobody_listens_at_is_down() -> None:
    with serving(accepted) as service:
        reached_at(service)
    [one] = sent(asked_about(a_family())).tries.all()
    assert (one.outcome, one.words) == ("failed", "对方没有开放服务。")


def test_a_long_answer_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.verification.exchange.rest.MOST_BYTES", 1000)
    with serving(lambda asked, _: (200, {}, b"x" * 2000)) as service:
        reached_at(service)
        [one] = sent(asked_about(a_family())).tries.all()
    assert one.outcome == "failed" and "没有接收" in one.words


def test_pauses_grow_and_end_at_six_hours() -> None:
    pauses = [circuit.pause_after(number) for number in range(1, 30)]
    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)] and max(pauses) == timedelta(hours=6) == pauses[-1]


def test_after_so_many_failures_the_source_rests_and_one_trial_decides() -> None:
    """Down for hours: few knocks, nothing lost, and everything arrives when it is back."""
    families = [a_family() for _ in range(4)]
    with serving(refusing(503)) as service:
        reached_at(service, most_failures=3, rest_minutes=30)
        exchanges = [asked_about(family) for family in families]
        sent(exchanges[0])
        line = Circuit.objects.get(feed="vehicles")
        assert (len(service.asked), line.failures, line.rests_until_at) == (3, 3, NOW + timedelta(minutes=30)), "the fourth list is not tried"
        for minutes in range(0, 6 * 60, 5):
            sent(exchanges[0], now=NOW + timedelta(minutes=minutes))
        assert len(service.asked) <= 3 + 11, "one knock each half hour"
        service.answers[:] = [answering()]
        sent(exchanges[0], now=(back := NOW + timedelta(hours=7)))
        assert all(sent(one, now=back + timedelta(hours=6)).sent_at for one in exchanges)
        line.refresh_from_db()
        assert (line.failures, line.rests_until_at) == (0, None)
    assert {next(iter(state_of(family))) for family in families} == {"未命中"} and Answer.objects.count() == sum(len(one.people) for one in families)


def test_without_the_circuit_a_source_that_is_down_is_knocked_at_for_every_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(circuit, "note_end", lambda *given, **named: None)
    with serving(refusing(503)) as service:
        reached_at(service, most_failures=3)
        for one in [asked_about(a_family()) for _ in range(4)]:
            sent(one)
        assert len(service.asked) == 4


def test_only_one_list_tries_a_source_that_has_rested() -> None:
    with serving(refusing(500)) as service:
        reached_at(service, most_failures=1, rest_minutes=30)
        first = sent(asked_about(a_family()))
        asked_about(a_family())
        again = NOW + timedelta(minutes=31)
        assert begin(on=DAY, now=again) is not None
        others = Circuit.objects.get(feed="vehicles")
        assert others.rests_until_at > again and (begin(on=DAY, now=again) is None or Exchange.objects.filter(feed="vehicles", last_at=again).count() == 1)
        assert first.attempts == 1


def test_the_same_list_sent_twice_is_answered_once() -> None:
    """A try that was cut off after the department had answered: the list goes again under its number, and the answer is not taken for a second one."""
    family = a_family()
    with serving(answering()) as service:
        reached_at(service)
        exchange = asked_about(family)
        assert begin(on=DAY, now=NOW, exchange_id=exchange.pk)
        assert sent(exchange).sent_at is None and not service.asked, "its lease runs"
        later = NOW + timedelta(minutes=11)
        assert sent(exchange, now=later).sent_at == later and tries(exchange) == ["", "answered"]
    assert Answer.objects.count() == len(family.people)


def test_an_answer_that_comes_twice_is_one_answer() -> None:
    """The department sends it again, as another file of the next day."""
    family = a_family()
    with serving(answering()) as service:
        reached_at(service)
        exchange = sent(asked_about(family))
        next_day = DAY + timedelta(days=1)
        rows = rows_of(service.asked[0])
        again = receive(path=a_file(home.folder("t"), "vehicles", rows, on=next_day), on=next_day, officer=None)
    assert again.accepted == len(family.people) and state_of(family, next_day) == {"未命中"}
    assert len({one.requested_id for one in Answer.objects.all()}) == len(family.people) and Request.objects.get(pk=exchange.request_id).answered_on == DAY


def test_rows_for_the_wrong_person_go_back() -> None:
    family, neighbour = a_family(), a_family()
    stranger = asked_about(neighbour)  # asked about, but on another list
    wrong: Callable[[Asked], list[dict[str, str]]] = lambda asked: rows_of(asked) + [one | {"SFZH": "11010519491231002X"} for one in rows_of(asked)[:1]]  # noqa: E731
    with serving(answering(rows=wrong)) as service:
        reached_at(service)
        exchange = sent(asked_about(family))
    delivery = exchange.tries.get().delivery
    assert (delivery.refused, delivery.accepted) == (1, len(family.people)) and stranger.pk != exchange.pk


def test_out_of_order_the_later_words_stand() -> None:
    """The second list is answered before the first."""
    family = a_family(members=1)
    first = asked_about(family)
    later = workdays_after(DAY, 8)
    second = asked_about(family, on=later)
    assert first.request_id != second.request_id
    when = circuit.opening(later)
    with serving(answering(on=later, rows=lambda asked: rows_of(asked, found="命中"))) as service:
        reached_at(service, on=DAY)
        sent(first, now=when, on=later)
        sent(second, now=when, on=later)
    assert Answer.objects.count() == 2 and state_of(family, later) == {"命中"}


def test_a_list_that_cannot_be_written_holds_nobody_up() -> None:
    """Its key is gone, or somebody changed a sealed number: it is told, and the lists behind it leave."""
    family, other = a_family(members=1), a_family(members=1)
    with serving(accepted) as service:
        reached_at(service)
        broken, sound = asked_about(family), asked_about(other)
        Person.objects.filter(pk=family.head.pk).update(id_sealed=b"changed")
        assert sent(broken).sent_at is None and sent(sound).sent_at == NOW and tries(broken) == ["failed"]
    assert "名单没有写成" in broken.tries.get().words and Circuit.objects.get(feed="vehicles").failures == 0


def test_the_database_keeps_what_was_tried_and_sent() -> None:
    with serving(accepted) as service:
        reached_at(service)
        exchange = sent(asked_about(a_family()))
    for change in (
        lambda: Attempt.objects.filter(exchange=exchange).update(words="x"),
        lambda: Attempt.objects.filter(exchange=exchange).delete(),
        lambda: Exchange.objects.filter(pk=exchange.pk).update(sent_at=None),
        lambda: Exchange.objects.filter(pk=exchange.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_lists_asked_before_exchanges_were_kept_go_out_too(own_home: Path) -> None:
    request = Request.objects.create(number="vehicles-370702-20260901-001", feed="vehicles", region=COUNTY, asked_on=DAY, due_on=DAY, reason="申请")
    assert send_due(on=DAY, now=NOW, region=COUNTY) == 1 and (own_home / "requests" / f"{request.number}.csv").exists()


def test_a_refused_file_that_came_at_once_is_told_and_remembered() -> None:
    """Signed and named rightly, but no table."""
    with serving(answering(rows=lambda asked: rows_of(asked))) as service:
        service.answers[:] = [_signed_rubbish]
        reached_at(service)
        [one] = sent(asked_about(a_family())).tries.all()
    assert one.outcome == "failed" and RefusedFile.objects.filter(file_name__contains="_qq").count() == 1


def _signed_rubbish(asked: Asked, _: object) -> tuple[int, dict[str, str], bytes]:
    content, name, begins = b"PAR1 no table PAR1", a_name(asked), int(NOW.timestamp())
    said = {"iss": fingerprint_of(pem(KEY)), "aud": f"doudi:{COUNTY}", "iat": begins, "exp": begins + 300, "file": name, "sm3": crypto.sm3(content).hex()}
    return 200, {"Doudi-File": name, "Doudi-Envelope": jwt.encode(said, KEY, "EdDSA")}, content


def test_other_counties_see_no_exchange(officer_of: Callable) -> None:
    asked_about(a_family())
    with access.acting(officer_of("county", region="370703")):
        assert not Exchange.objects.exists()
    with access.acting(officer_of("township", region="370702001")):
        assert Exchange.objects.exists()
