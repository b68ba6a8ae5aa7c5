"""一步: what every verb does first and last: look into the procedure's table, and move the case along it."""

from datetime import date

from doudi.base.access import CannotAccess, require
from doudi.base.models import Officer
from doudi.casework.models import Application, Change, Passage
from doudi.casework.queries.answers import held_up_by, unanswered_of
from doudi.casework.queries.online import waiting_about
from doudi.registry import queries as registry


def take_application(application_id: int, verb: str, *, officer: Officer, on: date, cannot: type[Exception]) -> Application:
    """The application, locked, if the table lets this officer do `verb` now; refused in words otherwise."""
    application = Application.objects.select_for_update().filter(pk=application_id).first()
    if application is None:
        raise cannot("没有这个申请，或者它不在您负责的区域内。")
    _allow(application, verb, officer=officer, since=application.accepted_on, on=on, cannot=cannot)
    return application


def take_change(change_id: int, verb: str, *, officer: Officer, on: date, cannot: type[Exception]) -> Change:
    """The change, locked, if the table lets this officer do `verb` now; refused in words otherwise."""
    change = Change.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise cannot("没有这项变更，或者它不在您负责的区域内。")
    _allow(change, verb, officer=officer, since=change.opened_on, on=on, cannot=cannot)
    return change


def _allow(case: Application | Change, verb: str, *, officer: Officer, since: date, on: date, cannot: type[Exception]) -> None:
    be_named(officer, cannot)
    require(officer, f"casework.{verb}", case.region)
    procedure = case.procedure
    if procedure.step(verb, case.state) is not None and not procedure.may(verb, case.state, officer.role_id):
        raise CannotAccess(f"本案的“{procedure.title_of(verb)}”不由您所在的单位办理。")
    if procedure.step(verb, case.state) is None:
        raise cannot(f"{case.number} 现在是“{procedure.states[case.state]}”，不能办理“{procedure.title_of(verb)}”。")
    if on < since:
        raise cannot(f"办理日期 {on} 早于本案开始日期 {since}。")


def be_named(officer: Officer | None, cannot: type[Exception]) -> None:
    """Every step of a case is a person's: the house itself never takes one."""
    if officer is None:
        raise cannot("每一步都必须由具体的人办理，系统不能代办。")


def say(words: str, what: str, cannot: type[Exception]) -> str:
    """The officer's words without the blanks around them; nothing said is refused."""
    if not words.strip():
        raise cannot(f"请写明{what}。")
    return words.strip()


def enter(case: Application | Change, verb: str, state: str, *, officer: Officer, on: date, words: str = "") -> None:
    """Save the case in its next state with its next legal date; an edge that the table lacks is a mistake of ours.

    A case that is finished closes only when no department owes it an answer; until then it has no day of closing. Each step of an application is
    written down with `words`, for what its fields say is of its present scheme only.
    """
    procedure = case.procedure
    if not procedure.leads(verb, case.state, state):
        raise RuntimeError(f"{procedure.title}: {verb} does not lead from {case.state} to {state}")
    case.state = state
    waits_for, started_on = procedure.next_step(state), on
    if isinstance(case, Application):
        case.clock_on = on if verb in procedure.starts else case.clock_on
        started_on = case.clock_on if waits_for and waits_for.since else on
    case.next_due_on = procedure.next_due(state, entered_on=started_on, total_due_on=case.due_on)
    if state in procedure.closed and not unanswered_of(case).exists():
        case.closed_on = on
    case.save()
    if isinstance(case, Application):
        write_down(case, verb, officer=officer, on=on, words=words)


def write_down(application: Application, verb: str, *, officer: Officer, on: date, words: str = "") -> None:
    """One line of the case's passage."""
    Passage.objects.create(
        application=application, scheme=application.scheme, verb=verb, state=application.state, words=words, by=officer, on=on, region=application.region
    )


def await_answers(case: Application | Change, on: date, cannot: type[Exception]) -> None:
    """A case waits for what another department owes it, while its own term lets it wait (`decisions/0009`)."""
    waiting = [f"转介 {row.pk} 号（{row.due_on} 前答复）" for row in held_up_by(case, on)]
    if waiting:
        raise cannot(f"{case.number} 还有转介没有得到答复：{'、'.join(waiting)}。答复之前不能办结；法定期限或者当月只剩三个工作日时可先作决定，待答复后办结。")


def refuse_unheard(case: Application | Change, cannot: type[Exception]) -> None:
    """A case goes no further while somebody has objected online and nobody has taken it up."""
    if waiting := list(waiting_about(case)):
        raise cannot(f"{case.number} 还有 {len(waiting)} 条网上异议没有登记（{'、'.join(row.number for row in waiting)}），请先办理。")


def living_members(household_id: int, on: date) -> list[int]:
    """The people who live in the family on a day, by id."""
    return [one.person_id for one in registry.members_of(household_id, on) if one.person.died_on is None or one.person.died_on > on]


def month_after(on: date) -> date:
    """The first day of the next month: what is decided today takes effect then (57号 21)."""
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)
