"""校准: the figures the made-up county is held to, each with where it comes from.

Figures that no official source gives are illustrative and say so; a test compares the county with this page.
"""

from dataclasses import dataclass

COUNTY = "370702"
COUNTY_NAME = "潍城区"
# No county carries these codes (GB/T 2260), so a number that begins with one can belong to nobody.
ID_PREFIX = "370799"
STRANGERS_PREFIX = "370798"

# 第七次全国人口普查: one, two, three, four, five and more people in a household.
HOUSEHOLD_SIZES = {1: 0.254, 2: 0.297, 3: 0.210, 4: 0.132, 5: 0.107}
# 潍城区第七次全国人口普查公报: shares of 0–14, 15–59, 60–64 and 65 and over (60 and over together 16.48 %).
AGE_BANDS = ((0, 15, 0.1766), (15, 60, 0.6586), (60, 65, 0.0491), (65, 98, 0.1157))
# 潍坊, as read in a neighbouring district's bulletin (坊子区): men among all.
MALE_SHARE = 0.5095

# 中国残联 2010: millions of people by kind, of 1,341 million; severe (grade 1–2) 25.18 million.
DISABLED = {"vision": 12.63, "hearing": 20.54, "speech": 1.30, "limb": 24.72, "intellectual": 5.68, "mental": 6.29, "multiple": 13.86}
DISABLED_SHARE = 85.02 / 1341
SEVERE_SHARE = 25.18 / 85.02

# 山东省 monitors about 1.9 % of its people; the demo's county is made denser so that thirty days of ten thousand people show every kind of case.
LOW_INCOME_SHARE_SHANDONG = 0.019
LOW_INCOME_SHARE = 0.06
# Nation, October 2023: of those with a standing, dibao 40 million, marginal 6 million, tekun 4.6 million.
STANDINGS = {"dibao": 0.79, "marginal": 0.12, "tekun": 0.09}
# People in a dibao household: one township's list of September 2026.
DIBAO_HOUSEHOLD_MEAN = {"rural": 1.57, "urban": 1.35}
# 山东省: 750,000 alerts in the first year about 1.92 million people. The demo plants more: see `Planted`.
ALERTS_A_YEAR_PER_PERSON = 750_000 / 1_920_000

# Illustrative (示例): where hukou is urban, and what departments see in a year.
URBAN_SHARE = 0.72
DEATHS_A_YEAR, BIRTHS_A_YEAR, MOVES_A_YEAR, BILLS_A_YEAR = 0.0074, 0.0060, 0.020, 0.20


@dataclass(frozen=True)
class Planted:
    """How many truths are planted for every hundred families that already receive (illustrative, far denser than life)."""

    deaths: float = 4.5
    double_registration: float = 3.0
    hidden_vehicles: float = 8.0
    exempt_vehicles: float = 4.0
    lent_vehicles: float = 1.0
    hardship: float = 8.0
    well_off: float = 5.0

    def count(self, kind: str, families: int) -> int:
        """How many of this kind a county with so many receiving families gets: at least one."""
        return max(1, round(getattr(self, kind) * families / 100))


PLANTED = Planted()

# Illustrative (示例标准), yuan a month a person: what those who already receive were decided by; a test holds them to the rules' own parameters.
STANDARD = {"urban": 1010, "rural": 810}
TEKUN_PERCENT = 130
# Illustrative: last year's disposable income, yuan a person, against which bills are heavy.
DISPOSABLE = {"urban": 48_000, "rural": 27_500}
HEAVY_PERCENT = 25
BILL_LINE = 3_000
