"""授权: who lets the house ask departments about them is written down with their paper, and withdrawn when they say so.

社会救助法 第四十、四十一条; 最低生活保障审核确认办法 第九条; 个人信息保护法 第十四、十五、三十一条.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from doudi.base import access, audit, crypto, idnumber, regions
from doudi.base.models import Officer
from doudi.registry import actions as register
from doudi.registry import queries as registry
from doudi.verification.actions.keep import close_lists, take_consents_back
from doudi.verification.consenting import given_with, in_force
from doudi.verification.feed import all_feeds
from doudi.verification.models import Consent, Request

OF_AGE, SIGNS_FROM = 18, 14
"""Of age is who may sign for a child; who is under fourteen is signed for by a parent or another guardian (个人信息保护法 第三十一条)."""


class CannotConsent(Exception):
    """Worded for the officer; never repeats a number."""


@dataclass(frozen=True)
class Paper:
    """What a person signed: the paper's or its scan's number, the day, what it covers (nothing named: everything on the form), until when, and of a supporter
    whether departments here are asked, those of another county of the city (`asked_in`), or an office outside it."""

    reference: str
    given_on: date
    feeds: Sequence[str] = ()
    until_on: date | None = None
    guardian: str = ""
    asked_at: str = Consent.AskedAt.HERE
    asked_in: str = ""


@transaction.atomic
def consent_with_application(*, household_id: int, applicant_id: int, reference: str, unsigned: Collection[int], officer: Officer, on: date) -> list[Consent]:
    """The form that every member signed at the window is their consent, until the case or the help ends (法 40; 57号 9).

    For a child under fourteen the applicant signs, or another adult of the family who has signed; who has nobody to sign for them,
    or is in `unsigned`, has given none: nothing is asked about them, and the officer can write it down later.
    """
    members = {one.person_id: one for one in registry.members_of(household_id, on) if one.person.died_on is None}
    signed = [one for one in members.values() if one.person_id not in unsigned]
    adults = [one.person.name for one in sorted(signed, key=lambda one: one.person_id != applicant_id) if age(one.person, on) >= OF_AGE]
    signing = [one for one in signed if age(one.person, on) >= SIGNS_FROM or adults]
    rows = [
        Consent(
            person=one.person,
            household_id=household_id,
            role=Consent.Role.MEMBER,
            manner=Consent.Manner.APPLICATION,
            guardian="" if age(one.person, on) >= SIGNS_FROM else adults[0],
            reference=reference,
            given_on=on,
            recorded_on=on,
            recorded_by=officer,
            region=one.region,
        )
        for one in signing
    ]
    made = Consent.objects.bulk_create(rows)
    household = registry.get_household(household_id)
    audit.record("verification.consented", about=household, by=officer, because=reference, detail={"people": len(made), "without": len(members) - len(made)})
    return made


@transaction.atomic
def consent_at_window(*, household_id: int, person_id: int, paper: Paper, officer: Officer, on: date) -> Consent:
    """A member who had not signed, or had withdrawn, signs now."""
    household = _household(household_id, officer)
    member = registry.members_of(household_id, on).filter(person=person_id).first()
    if member is None or member.person.died_on is not None:
        raise CannotConsent("此人不是在世的共同生活家庭成员。")
    return _write(household, member.person, paper, Consent.Role.MEMBER, "", officer, on)


@transaction.atomic
def consent_of_supporter(*, household_id: int, name: str, id_number: str, relation: str, paper: Paper, officer: Officer, on: date) -> Consent:
    """Somebody bound to support the family who lives elsewhere lets themselves be asked about, where that is necessary (法 41), for this family's case and
    nothing else; wherever they are registered, they are kept in the family's place alone."""
    household = _household(household_id, officer)
    number = idnumber.normalise(id_number)
    if wrong := idnumber.check(number):
        raise CannotConsent(f"{wrong}。请对照授权书核对。")
    if not name.strip() or not relation.strip():
        raise CannotConsent("请写明义务人的姓名和与本户的关系。")
    if idnumber.born_on(number) >= on:
        raise CannotConsent("身份证号中的出生日期晚于今天。请对照授权书核对。")
    mark = crypto.index(number, purpose="id_number")
    if member := next((one.person for one in registry.members_of(household_id, on) if registry.mark_of(one.person) == mark), None):
        raise CannotConsent(f"{member.name}是共同生活的家庭成员，请在成员名下登记授权。")
    try:
        person = register.supporter_of(household, name=name, id_number=number)
    except register.CannotNameSupporter as refusal:
        raise CannotConsent(str(refusal)) from None
    return _write(household, person, paper, Consent.Role.SUPPORTER, relation.strip(), officer, on)


@transaction.atomic
def withdraw_consent(*, consent_id: int, because: str, officer: Officer, on: date) -> Consent:
    """A person takes their consent back (个人信息保护法 第十五、四十七条), with every other paper of theirs for the same family's case: from today nobody is
    asked about them, no answer is kept, and none that came before is used; what was already done with it stays."""
    consent = Consent.objects.select_for_update().filter(pk=consent_id).first()
    if consent is None:
        raise CannotConsent("没有这份授权，或不在您负责的区域内。")
    access.require(officer, "verification.record_consent", consent.region)
    if not because.strip():
        raise CannotConsent("请写明撤回是何时、以何种方式提出的。")
    if consent.withdrawn_on:
        return consent
    if consent.given_on > on or (consent.until_on and consent.until_on < on):
        raise CannotConsent("这份授权已经到期，不需要撤回。")
    with access.acting_as_system(consent.region[:4]):  # a move may have carried it out of the officer's sight, or into it
        going = list(given_with(consent, on).select_for_update())
        for one in take_consents_back(going, on, because.strip(), withdrawn_by=officer):
            audit.record("verification.consent_withdrawn", about=one, by=officer, because=because.strip())
    consent.refresh_from_db()
    return consent


@transaction.atomic
def carry_consents(*, person_ids: Collection[int], from_household_id: int, to_household_id: int, on: date, is_whole: bool = False) -> int:
    """People who moved take along what they agreed to: the help it was given for goes with them, or ends and ends it; how many papers.

    A family that moves as a whole (`is_whole`) within its county takes its supporters' papers along too: the same case, the same help, the same departments
    asked by the same county. Into another county, for a part that has split off or for another family it does not: there the purpose or who asks is another,
    and they are asked to sign again (个人信息保护法 第十四条第二款、第二十三条).
    """
    home, before = registry.get_household(to_household_id), registry.get_household(from_household_id)
    held = list(Consent.objects.filter(in_force(on), household=before, person__in=list(person_ids), role=Consent.Role.MEMBER).order_by("id"))
    moved = [_carried(one, one.person_id, home, on) for one in held]
    if is_whole and home.region[:6] == before.region[:6]:
        theirs = list(Consent.objects.filter(in_force(on), household=before, role=Consent.Role.SUPPORTER).order_by("id"))
        moved += [_carried(one, register.supporter_moved(one.person_id, home).pk, home, on) for one in theirs]
    else:
        theirs = []
    Consent.objects.bulk_create(moved, ignore_conflicts=True)
    _end_where_they_were(theirs, on)
    detail = {"consents": len(moved), "of_supporters": len(theirs), "from": from_household_id}
    audit.record("verification.consents_carried", about=home, by=access.SYSTEM, detail=detail)
    return len(moved)


def _carried(one: Consent, person_id: int, home: Any, on: date) -> Consent:
    """The same paper under the family's new number."""
    same = ("role", "relation", "asked_at", "asked_in", "manner", "feeds", "guardian", "reference", "given_on", "until_on", "recorded_by_id")
    said = {name: getattr(one, name) for name in same}
    return Consent(person_id=person_id, household_id=home.pk, carried_from=one, recorded_on=on, region=home.region, **said)


def _end_where_they_were(gone: Collection[Consent], on: date) -> None:
    """After today nobody lives there for whose case a supporter might be asked about; what is still on its way about them is asked anew from where they are."""
    if gone:
        Consent.objects.filter(pk__in=[one.pk for one in gone]).update(until_on=on)
        close_lists(Request.objects.filter(people__consent__in=gone), on)


@transaction.atomic
def end_consents(*, in_hand: Collection[int], on: date) -> int:
    """Consents given before today for families that neither receive nor have anything under way end with today; how many. Nothing else ends by it."""
    over = Consent.objects.filter(in_force(on), given_on__lt=on, recorded_on__lt=on).exclude(household__in=list(in_hand)).exclude(until_on=on)
    ended = over.update(until_on=on)
    if ended:
        close_lists(Request.objects.filter(people__consent__until_on=on), on)
        audit.record("verification.consents_ended", about=None, by=access.SYSTEM, detail={"on": on.isoformat(), "consents": ended})
    return ended


def age(person: Any, on: date) -> int:
    """Full years."""
    born_on: date = person.born_on
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _household(household_id: int, officer: Officer) -> Any:
    try:
        household = registry.get_household(household_id)
    except ObjectDoesNotExist:
        raise CannotConsent("没有这户家庭，或不在您负责的区域内。") from None
    access.require(officer, "verification.record_consent", household.region)
    return household


def _write(household: Any, person: Any, paper: Paper, role: str, relation: str, officer: Officer, on: date) -> Consent:
    check_paper(person, paper, on)
    if paper.asked_at not in Consent.AskedAt.values or (role == Consent.Role.MEMBER and paper.asked_at != Consent.AskedAt.HERE):
        raise CannotConsent("请选择由谁核对；共同生活的家庭成员由本县区的部门核对。")
    if paper.asked_at == Consent.AskedAt.ELSEWHERE and paper.feeds:
        raise CannotConsent("异地协查按授权书所列各项一并请求，不能只勾选其中几项。")
    others = {county for county in regions.children_of(household.region[:4]) if county != household.region[:6]}
    if paper.asked_in not in (others if paper.asked_at == Consent.AskedAt.CITY else {""}):
        raise CannotConsent("由本市其他县区的部门核对的，请选择是哪个县区；其他情形不选。")
    consent, is_new = Consent.objects.get_or_create(
        person=person,
        household=household,
        reference=paper.reference.strip(),
        defaults={
            "role": role,
            "relation": relation,
            "asked_at": paper.asked_at,
            "asked_in": paper.asked_in,
            "manner": Consent.Manner.WINDOW,
            "feeds": sorted(set(paper.feeds)),
            "guardian": paper.guardian.strip(),
            "given_on": paper.given_on,
            "until_on": paper.until_on,
            "recorded_on": on,
            "recorded_by": officer,
            "region": household.region,
        },
    )
    if is_new:
        audit.record("verification.consented", about=consent, by=officer, because=consent.reference)
    elif consent.withdrawn_on:
        raise CannotConsent("这份文书的授权已经撤回。重新授权请另签一份，写明新的文书号。")
    return consent


def check_paper(person: Any, paper: Paper, on: date) -> None:
    """Refuse what is no consent: no number, a day to come, ended before it was written down, unknown data, a child without a guardian's name."""
    requested = {name for name, feed in all_feeds().items() if feed.is_requested}
    if not paper.reference.strip():
        raise CannotConsent("请写明授权书的编号或扫描件号。")
    if paper.given_on > on:
        raise CannotConsent("授权日期晚于今天。请对照授权书核对。")
    if paper.until_on and paper.until_on < on:
        raise CannotConsent("授权已经到期，不能作为核对的依据。")
    if unknown := sorted(set(paper.feeds) - requested):
        raise CannotConsent(f"没有这些可以授权核对的数据：{'、'.join(unknown)}。")
    if age(person, paper.given_on) < SIGNS_FROM and not paper.guardian.strip():
        raise CannotConsent(f"{person.name}签署时不满十四周岁，请写明代为签名的父母或者其他监护人（个人信息保护法 第三十一条）。")
