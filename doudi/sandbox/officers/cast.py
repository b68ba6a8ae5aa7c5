"""演员表: the officers of the made-up county, plainly invented, all with one password."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.hashers import make_password

from doudi.base import regions
from doudi.base.models import Officer
from doudi.sandbox.calibration import COUNTY, COUNTY_NAME

PASSWORD = "doudi-demo"
IN_A_TOWNSHIP, IN_THE_COUNTY = 3, 3
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True)
class Cast:
    """Everybody who works in the county, by office."""

    officers: tuple[Officer, ...]

    def at(self, office: str) -> list[Officer]:
        """Those who may act for a township (9 digits) or the county itself (6), in order."""
        return [one for one in self.officers if one.region == office and one.role_id in ("township", "county")]

    def of_role(self, role: str) -> list[Officer]:
        """Everybody in one role."""
        return [one for one in self.officers if one.role_id == role]

    @cached_property
    def offices(self) -> list[str]:
        """The townships, then the county."""
        return sorted({one.region for one in self.of_role("township")}) + [COUNTY]


def engage() -> Cast:
    """The county's officers, made on first use; called again it finds the same."""
    wanted = list(_wanted())
    missing = {one.username for one in wanted} - set(Officer.objects.filter(username__in=[one.username for one in wanted]).values_list("username", flat=True))
    password = make_password(PASSWORD) if missing else ""
    for one in wanted:
        one.password = password
    Officer.objects.bulk_create([one for one in wanted if one.username in missing], ignore_conflicts=True)
    return Cast(tuple(Officer.objects.filter(username__in=[one.username for one in wanted]).order_by("id")))


def _wanted() -> list[Officer]:
    towns = regions.children_of(COUNTY)
    officers = [
        _officer(f"town{number}-{place + 1}", f"示例·{regions.name_of(town)[:2]}经办{NUMERALS[place]}", "township", town, unit=regions.name_of(town))
        for number, town in enumerate(towns, start=1)
        for place in range(IN_A_TOWNSHIP)
    ]
    officers += [
        _officer(f"county-{place + 1}", f"示例·县级审核{NUMERALS[place]}", "county", COUNTY, unit=f"{COUNTY_NAME}民政局") for place in range(IN_THE_COUNTY)
    ]
    officers += [
        _officer("finance-1", "示例·财务一", "finance", COUNTY, unit=f"{COUNTY_NAME}民政局"),
        _officer("medical-1", "示例·医保一", "department", COUNTY, unit=f"{COUNTY_NAME}医疗保障局", department="medical_insurance"),
        _officer("inspector-1", "示例·督查一", "inspector", COUNTY, unit=f"{COUNTY_NAME}民政局"),
        _officer("admin", "示例·管理员", "administrator", "", unit="系统管理"),
    ]
    return officers


def _officer(username: str, name: str, role: str, region: str, *, unit: str, department: str = "") -> Officer:
    return Officer(username=username, name=name, role_id=role, region=region, unit=unit, department=department)
