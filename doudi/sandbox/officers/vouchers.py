"""领物凭证: once a month the county's store gives rice by voucher to some in tekun support; most fetch it in a few days, who does not is told."""

from datetime import date, timedelta
from typing import Any

from doudi.benefits import actions as benefits
from doudi.benefits import queries as paid
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.desk import Desk

FROM_DAY = 12
"""Of each month."""
PEOPLE, BAGS, DAYS = 5, 2, 14
PLACE = "示例救助物资仓库"


def work_on_vouchers(desk: Desk) -> None:
    """Issue this month's, write down what was fetched, tell whose day has passed."""
    issuer, colleague = desk.cast.at(COUNTY)[:2]
    if desk.on.day >= FROM_DAY:
        _issue(desk, issuer)
    for one in desk.ask(colleague, paid.open_vouchers, desk.on):
        days = luck("fetch", one.household_id, one.on) % PEOPLE  # who would come on the day itself does not come at all
        if one.person.died_on:
            desk.do(colleague, "作废凭证", benefits.cancel_voucher, voucher_id=one.pk, because="领取人已去世。")
        elif one.good_id and days and desk.on >= one.on + timedelta(days=days):
            fetched = {"place": PLACE, "receipt": f"示例领物单{one.pk:06d}", "received_by": "本人"}
            desk.do(colleague, "登记凭证兑领", benefits.redeem_voucher, number=one.number, redeemed_on=desk.on, **fetched)
    for one in desk.ask(issuer, paid.untold_expiries, desk.on):
        desk.do(desk.cast.at(one.region[:9])[0], "告知凭证过期", benefits.tell_expired, voucher_id=one.pk, how="上门告知本人，仍需要的可以换发。")


def _issue(desk: Desk, issuer: Any) -> None:
    had = {one.household_id for one in desk.ask(issuer, lambda: paid.vouchers().filter(on__gte=desk.on.replace(day=1)))}
    chosen = [one for one in _chosen(desk, issuer, desk.on.replace(day=1)) if one.household_id not in had]
    if had or not chosen:
        return
    good = next(iter(desk.ask(issuer, lambda: paid.goods().filter(region=COUNTY))), None)
    good = good or desk.do(issuer, "登记物资", benefits.open_good, name="大米", unit="袋", price_fen=6_000)
    if good.free < len(chosen) * BAGS:
        given = {"good_id": good.pk, "kind": "received", "quantity": len(chosen) * BAGS, "paper": f"示例入库单{desk.on:%Y%m}"}
        desk.do(issuer, "物资入库", benefits.move_stock, **given)
    for one in chosen:
        said = {"household_id": one.household_id, "person_id": one.person_id, "good_id": good.pk, "quantity": BAGS, "place": PLACE}
        desk.do(issuer, "签发凭证", benefits.issue_voucher, because="特困人员日常食物保障。", valid_until=desk.on + timedelta(days=DAYS), **said)


def _chosen(desk: Desk, issuer: Any, month: date) -> list[Any]:
    """The same few of a month, whenever they are asked for."""
    found = desk.ask(issuer, lambda: paid.standings_in_force(desk.on).filter(kind="tekun", person__died_on=None))
    return sorted(found, key=lambda one: luck("voucher", one.household_id, month))[:PEOPLE]
