"""造出来的地方: for one town everything a page could show about a family, under names found nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from doudi.base import crypto, files
from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.benefits.models import Adjustment, Contract, Custody, Imprest, PayLine, PriceSubsidy, Recovery
from doudi.casework import actions as casework
from doudi.casework.models import Application, Asked, Attachment, AttachmentPage, Change, Decision, Delegation, Filing, HandOver, OnlineObjection
from doudi.registry.actions import record_former_name
from doudi.verification import actions as verification
from doudi.verification.models import Answer, CrossRequest, Delivery, HeldFile, ObjectionPaper, QuarantinedRow, Sender, WaitingCandidate, WaitingRow, Withdrawal
from tests.benefits.builders import Recipient, a_recipient
from tests.casework import story
from tests.monitoring.builders import a_visited_alert
from tests.people import Family, a_household, a_person, an_id, consents_of, join
from tests.referral.builders import a_referral

TODAY = date(2026, 10, 26)
MONTH = date(2026, 10, 1)
NAMES = {
    "370702001": ("闻人本镇", "闻人本待"),
    "370702002": ("拓跋邻镇", "拓跋邻待"),
    "370783001": ("尉迟外县", "尉迟外待"),
}
"""For each town a surname of its own; the second name is written in the row that waits for an officer."""


@dataclass(frozen=True)
class Place:
    """A town with its planted rows: `ids` by the names routes use, `words` that only those who may see the town may read."""

    town: str
    ids: dict[str, int | str]
    words: tuple[str, ...]
    county_ids: frozenset[str] = field(default=frozenset({"run_id", "subsidy_id", "delivery_id", "held_id", "waiting_id"}))

    @property
    def county(self) -> str:
        return self.town[:6]


def a_place(town: str, officer_of: Callable[..., Officer]) -> Place:
    """A family that receives, one that was just granted, an alert, a referral, a change, a payment line, money found not due, and a row that waits."""
    name, waiting_name = NAMES[town]
    people = story.staff(officer_of, town)
    receiving, granted = a_named_family(f"{name}甲", town), a_named_family(f"{name}乙", town)
    story.vehicles_answered(granted, on=story.ON)
    recipient = a_recipient(town=town, family=receiving)
    alert = a_visited_alert(people.clerk, people.second, receiving, on=story.ON)
    referral = a_referral(people.clerk, receiving, origin=f"alert:{alert.pk}", on=story.ON)
    decided = story.granted(granted, people)
    waiting_family = a_named_family(f"{name}丙", town)
    story.vehicles_answered(waiting_family, on=story.ON)
    accepted = story.applied(waiting_family, people)
    change = casework.open_change(
        household_id=receiving.household.pk, kind="end", cause=f"alert:{alert.pk}", reason="家庭收入已超过标准。", officer=people.clerk, on=story.ON
    )
    adjustment = Adjustment.objects.create(
        award=recipient.award,
        household=receiving.household,
        person=receiving.head,
        month=date(2026, 10, 1),
        amount_fen=60_000,
        reason="死亡后仍发放",
        opened_on=story.ON,
        due_on=date(2026, 11, 20),
        owner_region=town,
        region=receiving.household.region,
    )
    reported = casework.open_review(household_id=receiving.household.pk, cause="report", words="家庭报告有变化。", officer=people.clerk, on=story.ON)
    decision = Decision.objects.get(application=decided)
    given = {"channel": "objection", "body": "本机关", "person_id": granted.head.pk, "words": "金额少了。", "filed_on": TODAY}
    challenged = casework.register_challenge(decision_id=decision.pk, officer=people.clerk, on=TODAY, **given)
    run, line = _line_of(recipient, town)
    delivery, waiting = _waiting(town, waiting_name, receiving)
    ids = {
        "household_id": receiving.household.pk,
        "person_id": receiving.head.pk,
        "alert_id": alert.pk,
        "referral_id": referral.pk,
        "application_id": decided.pk,
        "decision_id": decision.pk,
        "review_id": reported.pk,
        "challenge_id": challenged.pk,
        "change_id": change.pk,
        "attachment_id": _paper_of(change, people.clerk),
        "account_id": recipient.account.pk,
        "adjustment_id": adjustment.pk,
        **_in_kind(recipient, people, town),
        "recovery_id": _recovery_of(adjustment, people.clerk, people.reviewer).pk,
        "run_id": run,
        "subsidy_id": _subsidy_of(town[:6], people.reviewer).pk,
        "line_id": line,
        "delivery_id": delivery,
        "held_id": _held(town).pk,
        "feed": "hukou",
        "waiting_id": waiting,
        "custody_id": _custody_of(recipient, people).pk,
        "consent_id": consents_of(receiving.household.pk)[0].pk,
        "former_name_id": record_former_name(person_id=receiving.head.pk, name=f"{name}旧", because="户口簿", officer=people.clerk, on=story.ON).pk,
        "withdrawal_id": Withdrawal.objects.create(
            person=granted.head, household=granted.household, withdrawn_on=TODAY, sender=b"0" * 32, due_on=TODAY, region=granted.household.region
        ).pk,
        **_checked(granted, people, town),
        "officer_id": people.clerk.pk,
        "region": f"{town}001",
        "posting": "published",
        "online_id": _online_objection(accepted, town).pk,
        "rule": "tier",
        "paper": "review",
        "form": f"application:{decided.pk}:give_opinion",
        "delegation_id": _delegation(people).pk,
        "hand_over_id": HandOver.objects.create(
            giver=people.surveyor, taker=people.clerk, because="调离", items=[["application", decided.pk, decided.region]], on=story.ON, region=town
        ).pk,
        "filing_id": Filing.objects.create(
            application=accepted, source="declared", words=f"{name}与工作人员是姐弟", by=people.clerk, on=story.ON, region=accepted.region
        ).pk,
        "asked_id": Asked.objects.create(
            application=decided, code="earnings", title="工资证明", told_by=people.clerk, told_on=story.ON, region=decided.region
        ).pk,
    }
    families = (receiving, granted, waiting_family)
    words = (name, waiting_name, *(family.household.number for family in families), accepted.number, decided.number)
    return Place(town, ids, words)


def _custody_of(recipient: Recipient, people: story.Staff) -> Custody:
    """Somebody of the township keeps the card."""
    head = recipient.family.head.pk
    given = {"household_id": recipient.family.household.pk, "signed_by": head, "custodian": "某代管", "office": "township", "paper": "代管 1"}
    return benefits.agree_on_custody(account_id=recipient.account.pk, agreed_on=story.ON, officer=people.clerk, on=story.ON, **given)


def _in_kind(recipient: Recipient, people: story.Staff, town: str) -> dict[str, int | str]:
    """Something in the store and on its way, a service and a visit, cash."""
    family, clerk = recipient.family, people.clerk
    good = benefits.open_good(name=f"{NAMES[town][0]}棉被", unit="床", price_fen=100, officer=clerk, on=story.ON)
    benefits.move_stock(good_id=good.pk, kind="received", quantity=5, paper="入库", officer=clerk, on=story.ON)
    given = {"household_id": family.household.pk, "officer": clerk, "on": story.ON}
    issue = benefits.issue_goods(good_id=good.pk, quantity=1, because="受灾。", **given)
    days = {"from_on": story.ON, "until_on": date(2027, 12, 31)}
    contract = Contract.objects.filter(region=town[:6]).first() or benefits.open_contract(
        provider="示例中心", title="照料", price_fen=100, ceiling_fen=1_000, paper="合同", officer=people.reviewer, on=story.ON, **days
    )  # the county's own: its townships see it
    voucher = benefits.issue_voucher(
        person_id=family.head.pk, what="大米", quantity=1, unit="袋", place="示例商店", because="急难。", valid_until=date(2027, 9, 30), **given
    )
    plan = benefits.plan_service(contract_id=contract.pk, person_id=family.head.pk, visits_a_month=4, because="独居。", **given)
    visit = benefits.record_service(plan_id=plan.pk, visited_on=story.ON, what="洗衣。", signed_by="本人", officer=clerk, on=story.ON)
    imprest = Imprest.objects.create(region=town, ceiling_fen=100, on_hand_fen=0)
    ids = {"good_id": good.pk, "issue_id": issue.pk, "plan_id": plan.pk, "visit_id": visit.pk, "voucher_id": voucher.pk}
    ids |= {"award_id": recipient.award.pk, "imprest_id": imprest.pk}
    return dict(ids)


def _recovery_of(adjustment: Adjustment, clerk: Officer, reviewer: Officer) -> Recovery:
    """Money of an earlier month that is to come back."""
    return Recovery.objects.create(
        household=adjustment.household, person=adjustment.person, kind="dibao_monthly", found_fen=60_000, words="去世后仍发放。", opened_by=clerk,
        opened_on=story.ON, due_on=date(2026, 11, 20), heard_words="没有意见。", heard_by=clerk, heard_on=story.ON, outcome="repay", decided_fen=60_000,
        left_fen=60_000, reason="属实。", letter="责令退回决定书\n\n编号：一\n\n某：\n\n情况。\n\n民政局", decided_by=reviewer, decided_on=story.ON,
        state="decided", region=adjustment.region,
    )  # fmt: skip


def _subsidy_of(county: str, reviewer: Officer) -> PriceSubsidy:
    """The county's of a month; its townships see none."""
    given = {"amount_fen": 5_000, "paper": "文号", "families": 1, "by": reviewer, "on": story.ON}
    return PriceSubsidy.objects.get_or_create(region=county, month=date(2026, 10, 1), defaults=given)[0]


def _online_objection(application: Application, town: str) -> OnlineObjection:
    """Somebody has written against it; what it says is this town's."""
    name, waiting_name = NAMES[town]
    said = crypto.seal_many([waiting_name, "", f"{name}家里有人务工。"], purpose="objection")
    sealed = dict(zip(("objector_sealed", "contact_sealed", "words_sealed"), said, strict=True))
    return OnlineObjection.objects.create(application=application, received_on=story.ON, sender=b"0" * 32, region=application.region, **sealed)


def _paper_of(change: Change, clerk: Officer) -> int:
    """A photograph on the change, put there without opening anything."""
    picture = b"\xff\xd8\xff planted"
    small = crypto.seal_bytes(picture, purpose=files.PURPOSE)
    owner = {"change": change, "region": change.region, "added_by": clerk, "added_on": story.ON}
    paper = Attachment.objects.create(**owner, kind="id_card", source=files.digest(picture), small_sealed=small)
    AttachmentPage.objects.create(attachment=paper, number=1, file=files.keep(picture), width=4, height=3, region=change.region)
    return int(paper.pk)


def a_named_family(name: str, town: str) -> Family:
    """Two people whose names begin alike."""
    home = a_household(region=f"{town}001", number=f"户{name}")
    people = tuple(a_person(name=f"{name}{which}", region=home.region) for which in "子丑")
    for person, relation in zip(people, ("head", "spouse"), strict=True):
        join(home, person, relation)
    return Family(home, people)


def _line_of(recipient: object, town: str) -> tuple[int, int]:
    """The run of the county and the line in it; a run made before gets the line as if it had been there."""
    run = benefits.prepare_run(region=town[:6], month=MONTH, on=date(2026, 10, 26), officer=None)
    line = PayLine.objects.filter(run=run, award=recipient.award).first()
    if line is None:
        like = PayLine.objects.filter(run=run).first()
        named = {"award": recipient.award, "household_id": recipient.award.household_id, "payee": recipient.family.head, "account": recipient.account}
        same = {one.attname: getattr(like, one.attname) for one in PayLine._meta.concrete_fields if not one.primary_key}
        for key in ("award_id", "household_id", "payee_id", "account_id"):
            same.pop(key)
        line = PayLine.objects.create(**(same | named | {"region": recipient.standing.region}))
    return run.pk, line.pk


def _held(town: str) -> HeldFile:
    """A file of this town's county that differs from those before it."""
    named = {"feed": "hukou", "region": town[:6], "on": date(2026, 10, int(town[-1]) + 10), "file_name": f"hukou_{town[:6]}_2026101{town[-1]}.csv"}
    return HeldFile.objects.create(**named, digest=town * 7, kept_as=files.keep(town.encode()), reasons=["文件只有 2 行，往常约 40 行。"], held_on=TODAY)


def _checked(family: Family, people: story.Staff, town: str) -> dict[str, int]:
    """A family that was asked about and answered, a report on it, and what it says against it."""
    consents_of(family.household.pk)
    [request, *_] = verification.request_checks(household_ids=[family.household.pk], reason="申请", officer=people.clerk, on=story.ON)
    asked = request.people.get(person=family.head)
    counts = {"rows": 1, "accepted": 1, "repeated": 0, "quarantined": 0, "waiting": 0, "refused": 0}
    named = {"feed": request.feed, "region": town[:6], "on": TODAY, "correction": int(town[-1]), "file_name": f"{request.feed}_{town}", "digest": town * 7}
    delivery = Delivery.objects.create(**named, **counts, received_on=TODAY, receipt="")
    answer = Answer.objects.create(requested=asked, delivery=delivery, found="hit", answered_on=TODAY, region=asked.region)
    report = verification.make_report(household_id=family.household.pk, officer=people.reviewer, on=TODAY)
    said = {"words": f"{NAMES[town][0]}的车已经卖了。", "contact": "", "feeds": [request.feed], "papers": []}
    objection = verification.object_to_report(report_id=report.pk, **said, officer=people.clerk, on=TODAY)
    ObjectionPaper.objects.create(
        objection=objection, number=1, file=files.keep(b"\xff\xd8\xff" + town.encode()), added_on=TODAY, added_by=people.clerk, region=objection.region
    )
    peer, _ = Sender.objects.get_or_create(
        fingerprint=town[:6] * 10, defaults={"name": "示例外省核对中心", "region": town[:6], "feeds": ["cross_province"], "public_key": "", "from_on": story.ON}
    )  # the county's own: its towns' requests go there
    crossed = CrossRequest.objects.create(
        direction="out", number=f"XC{town}", peer=peer, peer_name=peer.name, household=family.household, reason="申请", digest="", asked_on=TODAY, due_on=TODAY,
        sealed=crypto.seal_bytes(b"[]", purpose="report"), asked_by=people.reviewer, region=family.household.region,
    )  # fmt: skip
    return {"cross_id": crossed.pk, "report_id": report.pk, "answer_id": answer.pk, "objection_id": objection.pk}


def _waiting(town: str, name: str, like: Family) -> tuple[int, int]:
    county, number = town[:6], an_id()
    delivery = Delivery.objects.create(
        feed="hukou",
        region=county,
        on=date(2026, 10, int(town[-1]) + 20),
        file_name=f"hukou_{county}_2026102{town[-1]}.csv",
        digest=town * 7,
        rows=2,
        accepted=0,
        repeated=0,
        quarantined=1,
        waiting=1,
        refused=0,
        received_on=TODAY,
        receipt="",
    )
    QuarantinedRow.objects.create(delivery=delivery, row_number=3, column="YWRQ", reason="日期不存在或写法不对", value_sealed=b"", region=county)
    row = WaitingRow.objects.create(
        delivery=delivery,
        row_number=2,
        name=name,
        id_sealed=crypto.seal_text(number, purpose="id_number"),
        id_index=crypto.index(number, purpose="id_number"),
        reason="身份证号不在库中",
        region=county,
        fact="died_on",
        amount=1,
        from_on=date(2026, 10, 20),
        ref=f"HJ{town}",
    )
    WaitingCandidate.objects.create(waiting=row, person=like.head, why="姓名相同", region=county)
    return delivery.pk, row.pk


def _delegation(people: story.Staff) -> Delegation:
    """One that this town's clerk has given."""
    given = {"from_on": story.ON, "until_on": TODAY, "because": "培训", "region": people.clerk.region}
    return Delegation.objects.create(principal=people.clerk, deputy=people.second, **given)
