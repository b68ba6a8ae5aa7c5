"""异议与复议: what a family does against a decision is registered, answered with the file by somebody else, and followed."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.casework.actions.step import be_named, living_members, say
from doudi.casework.models import Challenge, Decision
from doudi.casework.models.correction import CHANNELS, RESULTS
from doudi.casework.procedures import CHALLENGES, after


class CannotRegisterChallenge(Exception):
    """Worded for the officer."""


class CannotAnswer(Exception):
    """Worded for the officer."""


class CannotCloseChallenge(Exception):
    """Worded for the officer."""


@transaction.atomic
def register_challenge(
    *, decision_id: int, channel: str, body: str, person_id: int, words: str, filed_on: date, answer_due_on: date | None = None, officer: Officer, on: date
) -> Challenge:
    """Write down an objection, a reconsideration (行政复议法 20) or a suit. A late one is registered and marked: its body says whether it is too late.

    `answer_due_on` is the day a reconsideration body or a court has named; an objection to our own office is answered in its term.
    """
    be_named(officer, CannotRegisterChallenge)
    decision = Decision.objects.select_for_update(no_key=True, of=("self",)).select_related("telling").filter(pk=decision_id).first()
    if decision is None:
        raise CannotRegisterChallenge("没有这项决定，或者它不在您负责的区域内。")
    require(officer, "casework.register_challenge", decision.region)
    if channel not in CHANNELS:
        raise CannotRegisterChallenge("请选择途径：异议、行政复议或行政诉讼。")
    if not decision.decided_on <= filed_on <= on:
        raise CannotRegisterChallenge(f"提出日期应在决定日期 {decision.decided_on} 到今天之间。")
    if person_id not in _family(decision, on):
        raise CannotRegisterChallenge("提出人须是该户在世的成员。")
    if earlier := Challenge.objects.filter(decision=decision, channel=channel).exclude(state="closed").first():
        raise CannotRegisterChallenge(f"这项决定已有在办的{earlier.get_channel_display()}（{earlier.number}）。")
    if channel != "objection" and answer_due_on is None:
        raise CannotRegisterChallenge("请写明受理机关要求答复的日期。")
    if answer_due_on is not None and answer_due_on < on:
        raise CannotRegisterChallenge("答复期限不能早于今天。")
    due_on = answer_due_on if channel != "objection" and answer_due_on else after.ANSWER.ends(on)
    challenge = Challenge.objects.create(
        decision=decision,
        household_id=decision.household_id,
        region=decision.region,
        channel=channel,
        body=say(body, "受理机关", CannotRegisterChallenge),
        person_id=person_id,
        words=say(words, "请求和理由", CannotRegisterChallenge),
        filed_on=filed_on,
        last_on=last_day(decision, channel),
        registered_by=officer,
        registered_on=on,
        due_on=due_on,
    )
    audit.record("challenge.registered", about=challenge, by=officer, because=challenge.words)
    return challenge


def last_day(decision: Decision, channel: str) -> date:
    """The last day for filing: sixty days from the day the family was told; untold, a year at most from the decision (行政复议法 20)."""
    telling = getattr(decision, "telling", None)
    if channel == "reconsideration" and telling is None:
        return after.UNTOLD.ends(decision.decided_on)
    return CHALLENGES["reconsideration" if channel == "objection" else channel].total.ends(telling.on if telling else decision.decided_on)


@transaction.atomic
def answer_challenge(*, challenge_id: int, answer: str, officer: Officer, on: date) -> Challenge:
    """Say in writing why the decision stands or not, with its file; who decided does not answer alone: somebody else does."""
    challenge = _take(challenge_id, "answer_challenge", officer, CannotAnswer)
    if challenge.decision.decided_by_id == officer.pk:
        raise CannotAnswer("作出原决定的人不能单独答复，请由另一人答复。")
    challenge.answer, challenge.answered_by, challenge.answered_on = say(answer, "答复", CannotAnswer), officer, on
    challenge.state = "answered"
    challenge.save()
    audit.record("challenge.answered", about=challenge, by=officer)
    return challenge


@transaction.atomic
def close_challenge(*, challenge_id: int, result: str, words: str, officer: Officer, on: date) -> Challenge:
    """Write down what came of it; a decision that is to be changed or made anew stays open until its correction stands."""
    challenge = _take(challenge_id, "close_challenge", officer, CannotCloseChallenge)
    if result not in RESULTS:
        raise CannotCloseChallenge("结果只能是维持、变更、重新作出决定，或者当事人撤回。")
    challenge.result, challenge.result_words = result, say(words, "结果的理由", CannotCloseChallenge)
    if result in ("change", "redo"):
        challenge.state = "ordered"
    else:
        challenge.state, challenge.closed_on = "closed", on
    challenge.save()
    audit.record("challenge.closed", about=challenge, by=officer, because=challenge.result_words, detail={"result": result})
    return challenge


def _take(challenge_id: int, verb: str, officer: Officer, cannot: type[Exception]) -> Challenge:
    be_named(officer, cannot)
    challenge = Challenge.objects.select_for_update(of=("self",)).select_related("decision").filter(pk=challenge_id).first()
    if challenge is None:
        raise cannot("没有这件异议或复议，或者它不在您负责的区域内。")
    require(officer, f"casework.{verb}", challenge.region)
    if challenge.procedure.step(verb, challenge.state) is None:
        raise cannot(f"{challenge.number} 现在是“{challenge.get_state_display()}”，不能办理“{challenge.procedure.title_of(verb)}”。")
    return challenge


def _family(decision: Decision, on: date) -> list[int]:
    """Who may object: those who live in the family, or did on the day of the decision."""
    return [*living_members(decision.household_id, on), *living_members(decision.household_id, decision.decided_on)]
