"""异地协查: signed files to and from other provinces; what comes in is answered by an officer, never by the house itself (民发〔2022〕83号 三(二))."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import connection, transaction

from doudi.base import access, audit, crypto, home, idnumber
from doudi.base.models import Officer
from doudi.law.figures import last_day
from doudi.registry import queries as registry
from doudi.verification.crossing import PURPOSE, STATES, ended_since, may_be_asked, people_of
from doudi.verification.envelope import CannotTrust, signer_of
from doudi.verification.letters import ANSWER, CROSS, MOST_BYTES, REQUEST, Letter, open_letter, sign
from doudi.verification.line import CONSENT_ENDED
from doudi.verification.models import CrossPerson, CrossRequest, Sender
from doudi.verification.told import HIT, SILENT

MOST_PEOPLE, LONGEST_NAME, LONGEST_WORDS = 50, 60, 300
# 未规定: by when an answer is looked for; 83号 says only 及时, a place may say more.
TERM = "verification.cross_workdays"
UNKNOWN = "这个协查单位没有登记，或已停用。请联系接收方。"


class CannotAskElsewhere(Exception):
    """Worded for the officer."""


class CannotAnswerElsewhere(Exception):
    """Worded for the officer."""


@transaction.atomic
def ask_elsewhere(
    *, household_id: int, peer_id: int, reason: str, officer: Officer | None, on: date, now: datetime, people: Collection[int] = ()
) -> CrossRequest:
    """Ask an office elsewhere about the members of this family, or about these `people` of its case (a supporter registered there), in a signed file that lies
    in `cross/out/` once the request stands. Only who has consented is named in it.

    Lawful for applicants, recipients and supporters who agree (社会救助法 第四十、四十一、四十六条): the caller knows and says it in `reason`.
    """
    if officer is None:
        raise CannotAskElsewhere("异地协查必须由具体的工作人员发出。")
    household = registry.get_household(household_id)
    access.require(officer, "verification.cross", household.region)
    county, reason = household.region[:6], reason.strip()
    peer = Sender.objects.filter(pk=peer_id, region=county).first()
    if peer is None or CROSS not in peer.feeds or not _in_use(peer, on):
        raise CannotAskElsewhere("请选择一个已登记、在用的协查单位。")
    if not 2 <= len(reason) <= 120:
        raise CannotAskElsewhere("请写明协查依据（2 到 120 个字）。")
    may_be = may_be_asked(household_id, on)
    asked = [both for both in may_be if (both[0].person.pk in people if people else not both[0].is_outside)]
    if not asked or len(asked) < len(set(people)):
        raise CannotAskElsewhere("所选的人没有核对全部内容的有效授权，不能请求协查。请先登记本人的授权。")
    numbers = crypto.open_many([bytes(one.person.id_sealed) for one, _ in asked], purpose="id_number")
    named = [
        {"place": place, "name": one.person.name, "id_number": number} for place, ((one, _), number) in enumerate(zip(asked, numbers, strict=True), start=1)
    ]
    made = CrossRequest(direction="out", number=_next_number(county, on), peer=peer, peer_name=peer.name, household_id=household_id, reason=reason)
    made.region = household.region
    token = sign(Letter(REQUEST, made.number, {"reason": reason, "asked_on": f"{on}", "people": named}), to=peer.fingerprint, now=now)
    made.sealed, made.digest = _seal(named), crypto.sm3(token.encode()).hex()
    made.asked_on, made.asked_by, made.due_on = on, officer, last_day(TERM, region=made.region, on=on)
    made.save(force_insert=True)
    CrossPerson.objects.bulk_create(
        [CrossPerson(request=made, place=place, consent=leave, region=made.region) for place, (_, leave) in enumerate(asked, start=1)]
    )
    audit.record("verification.cross_asked", about=made, by=officer, because=reason, detail={"number": made.number, "people": len(named), "peer": peer.name})
    transaction.on_commit(partial(home.put_down, home.folder("cross", "out") / f"{made.number}.jws", token.encode()))
    return made


def receive_cross(*, content: bytes, on: date, now: datetime) -> CrossRequest:
    """A signed file from elsewhere: a request, which waits for an officer, or the answer to one of ours. The same file again changes nothing.

    In the caller's transaction, which keeps what is written down of a refusal. Raises CannotTrust, worded for the sender and naming nobody.
    """
    if len(content) > MOST_BYTES or not content.isascii():
        raise CannotTrust("函件过大或不是签名文件。")
    token = content.decode("ascii").strip()
    peer = Sender.objects.filter(fingerprint=signer_of(token)).first()
    if peer is None or CROSS not in peer.feeds or not _in_use(peer, on):
        raise CannotTrust(UNKNOWN)
    try:
        letter = open_letter(token, public_key=peer.public_key, now=now)
        with transaction.atomic():
            return _take_request(letter, peer, token, on) if letter.kind == REQUEST else _take_answer(letter, peer, token, on)
    except CannotTrust as refusal:
        audit.record("verification.cross_refused", about=peer, by=None, because=str(refusal))
        raise


@transaction.atomic
def answer_elsewhere(*, cross_id: int, answers: Mapping[int, tuple[str, str]], officer: Officer, on: date, now: datetime) -> CrossRequest:
    """What this office answers about each person it was asked about, in a signed file in `cross/out/`; 未反馈 where it cannot tell."""
    asked = CrossRequest.objects.select_for_update(of=("self",)).select_related("peer").filter(pk=cross_id, direction="in").first()
    if asked is None:
        raise CannotAnswerElsewhere("没有这件外省来件，或者它不在您负责的区域内。")
    access.require(officer, "verification.cross", asked.region)
    if asked.answered_on is not None:
        raise CannotAnswerElsewhere(f"{asked.number} 已于 {asked.answered_on} 答复。")
    people, rows = people_of(asked), []
    for one in people:
        state, words = answers.get(one["place"], ("", ""))
        words = words.strip()
        if state not in STATES or len(words) > LONGEST_WORDS or (state == HIT and not words):
            raise CannotAnswerElsewhere(f"请为每个人选择结果；命中的写明查到什么（不超过 {LONGEST_WORDS} 个字）。")
        rows.append({"place": one["place"], "state": state, "words": words})
    token = sign(Letter(ANSWER, asked.number, {"answered_on": f"{on}", "answers": rows}), to=asked.peer.fingerprint, now=now)
    asked.answer_sealed, asked.answer_digest, asked.answered_on, asked.answered_by = _seal(rows), crypto.sm3(token.encode()).hex(), on, officer
    asked.save()
    audit.record("verification.cross_answered", about=asked, by=officer, detail={"number": asked.number, "people": len(rows)})
    name = f"{asked.peer.fingerprint[:8]}-{re.sub(r'[^0-9A-Za-z-]', '_', asked.number)}-answer.jws"
    transaction.on_commit(partial(home.put_down, home.folder("cross", "out") / name, token.encode()))
    return asked


def _take_request(letter: Letter, peer: Sender, token: str, on: date) -> CrossRequest:
    digest = crypto.sm3(token.encode()).hex()
    if known := CrossRequest.objects.filter(peer=peer, direction="in", number=letter.number).first():
        if known.digest != digest:
            raise CannotTrust("同一编号的协查请求已经收到，而这次内容不同，已拒收。请换一个编号发送。")
        return known
    reason, people = letter.body.get("reason"), letter.body.get("people")
    if not isinstance(reason, str) or not 2 <= len(reason.strip()) <= 120 or not isinstance(people, list) or not 0 < len(people) <= MOST_PEOPLE:
        raise CannotTrust("协查请求须写明依据，并列出 1 到 50 个人。")
    asked = CrossRequest(direction="in", number=letter.number, peer=peer, peer_name=peer.name, reason=reason.strip(), digest=digest)
    asked.sealed = _seal(_read_people(people))
    asked.asked_on, asked.due_on, asked.region = on, last_day(TERM, region=peer.region, on=on), peer.region
    asked.save(force_insert=True)
    audit.record("verification.cross_received", about=asked, by=None, detail={"number": asked.number, "people": len(people), "peer": peer.name})
    return asked


def _take_answer(letter: Letter, peer: Sender, token: str, on: date) -> CrossRequest:
    asked = CrossRequest.objects.select_for_update(of=("self",)).filter(peer=peer, direction="out", number=letter.number).first()
    if asked is None:
        raise CannotTrust("没有向这个单位发出过这个编号的协查请求。")
    digest = crypto.sm3(token.encode()).hex()
    if asked.answered_on is not None:
        if asked.answer_digest != digest:
            raise CannotTrust("这件协查请求已经答复，而这次内容不同，已拒收。")
        return asked
    given, rows = letter.body.get("answers"), []
    places = {one["place"] for one in people_of(asked)}
    for one in given if isinstance(given, list) else ():
        if (
            not isinstance(one, dict)
            or one.get("state") not in STATES
            or not isinstance(one.get("words", ""), str)
            or len(one.get("words", "")) > LONGEST_WORDS
        ):
            raise CannotTrust("答复的结果或说明不符合约定。")
        rows.append({"place": one.get("place"), "state": one["state"], "words": one.get("words", "")})
    if sorted(str(one["place"]) for one in rows) != sorted(map(str, places)):
        raise CannotTrust("答复须对名单上的每个人各有一条，不多不少。")
    over = ended_since(asked, on)
    rows = [{**one, "state": SILENT, "words": CONSENT_ENDED} if one["place"] in over else one for one in rows]
    asked.answer_sealed, asked.answer_digest, asked.answered_on = _seal(rows), digest, on
    asked.save()
    audit.record("verification.cross_heard", about=asked, by=None, detail={"number": asked.number, "peer": peer.name})
    return asked


def _read_people(people: Sequence[Any]) -> list[dict[str, Any]]:
    found = []
    for place, one in enumerate(people, start=1):
        name, number = (one.get(key) for key in ("name", "id_number")) if isinstance(one, dict) else (None, None)
        if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME or not isinstance(number, str) or idnumber.check(idnumber.normalise(number)):
            raise CannotTrust(f"名单第 {place} 人的姓名或身份证号不符合约定。")
        found.append({"place": place, "name": name.strip(), "id_number": idnumber.normalise(number)})
    return found


def _seal(rows: list[dict[str, Any]]) -> bytes:
    return crypto.seal_bytes(json.dumps(rows, ensure_ascii=False).encode(), purpose=PURPOSE)


def _in_use(peer: Sender, on: date) -> bool:
    return peer.from_on <= on and (peer.until_on is None or peer.until_on > on)


def _next_number(county: str, on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cross {county} {on.year}"])
    with access.acting_as_system(county):
        return f"XC{county}-{on.year}-{CrossRequest.objects.filter(number__startswith=f'XC{county}-{on.year}-', direction='out').count() + 1:06d}"
