"""结果互认: another department asks whether somebody's standing has been confirmed, and need not check the family again (社会救助法 第四十二条第二款).

It is told yes with kind and validity, or that there is no record; never income, property, members or money. What it asks for is its own help alone.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto, idnumber
from doudi.base.models import Officer
from doudi.benefits.models import Standing
from doudi.benefits.queries import standings_in_force
from doudi.registry import queries as registry

PURPOSES: dict[str, tuple[str, str]] = {
    "medical_insurance": ("医疗救助", "社会救助法 第二十四条"),
    "education": ("教育救助", "社会救助法 第二十五条"),
    "housing": ("住房救助", "社会救助法 第二十六条"),
    "human_resources": ("就业救助", "社会救助法 第二十七条"),
    "emergency_management": ("受灾人员救助", "社会救助法 第二十八条"),
    "health": ("疾病应急救助", "社会救助法 第三十条"),
}
"""The help each of the departments of 法 4 gives, for which alone it may ask."""
RECOGNISED = (Standing.Kind.TEKUN, Standing.Kind.DIBAO, Standing.Kind.SINGLE_PERSON_DIBAO, Standing.Kind.MARGINAL, Standing.Kind.RIGID_EXPENDITURE)
LONGEST = 60


class CannotRecognise(Exception):
    """Worded for the department's officer."""


@dataclass(frozen=True)
class Recognised:
    """Whether a standing was confirmed on the day; of one that was, its kind, since when and until when (None: until it is ended), and nothing else."""

    on: date
    is_confirmed: bool
    kind: str = ""
    from_on: date | None = None
    until_on: date | None = None


def purpose_of(officer: Officer) -> tuple[str, str] | None:
    """Title and article of the help this officer's department gives; None where it may ask for nothing."""
    return PURPOSES.get(officer.department)


@transaction.atomic
def recognise(*, id_number: str, name: str, matter: str, day: date, officer: Officer, on: date) -> Recognised:
    """Ask about one person by number and name, for a matter of the department's own that is written down with the reading.

    A wrong name, a stranger, somebody of another county and somebody without a standing are answered alike.
    """
    access.require(officer, "benefits.recognise")
    purpose = purpose_of(officer)
    if purpose is None:
        raise CannotRecognise("您所在的部门不是社会救助管理部门，或者没有登记可以互认的救助事项，不能查询。")
    number, matter = idnumber.normalise(id_number), matter.strip()
    if idnumber.check(number) or not name.strip():
        raise CannotRecognise("请填写完整的身份证号和姓名。")
    if not 2 <= len(matter) <= LONGEST:
        raise CannotRecognise(f"请写明正在办理的事项或受理编号（2 到 {LONGEST} 个字），查询只用于办理这一事项。")
    if day > on:
        raise CannotRecognise("不能查询将来的身份。")
    with access.acting_as_system(officer.region):
        found = registry.match([crypto.index(number, purpose="id_number")]).values()
        person = next((one.person_id for one in found if registry.spelt(one.name) == registry.spelt(name)), None)
        standing = _standing_of(person, day) if person else None
        about = ("registry.person", person) if person else None
        audit.record(
            "benefits.recognised",
            about=about,
            by=officer,
            because=f"{purpose[0]}：{matter}",
            region=officer.region,
            detail={"day": f"{day}", "is_confirmed": standing is not None},
        )
    if standing is None:
        return Recognised(day, is_confirmed=False)
    return Recognised(day, True, standing.get_kind_display(), standing.from_on, standing.until_on)


def _standing_of(person_id: int, day: date) -> Standing | None:
    """The person's own, or that of the household they lived in; of several the one that gives most."""
    homes = registry.households_of(person_id, day)
    held = standings_in_force(day).filter(household_id__in=[one.household_id for one in homes], kind__in=RECOGNISED)
    mine = [one for one in held if one.person_id in (None, person_id)]
    return min(mine, key=lambda one: (RECOGNISED.index(Standing.Kind(one.kind)), one.pk), default=None)
