"""收款账户: a card is lost and money goes to another account; a neighbour collects before two people; a card that is kept is filed by the county."""

from collections.abc import Callable

from doudi.base.access import acting_as_system
from doudi.base.models import AuditEntry
from doudi.benefits import queries as paid
from tests.journeys.county import County
from tests.journeys.receiving import WORD, receiving
from tests.journeys.seat import Seat

NUMBER = "9901000011112222333"


def test_an_account_is_changed_kept_by_agreement_and_closed(county: County, seat: Callable[[str], Seat]) -> None:
    family = receiving(county, least=1, skip=7)
    head, clerk = family.members[0].person.name, seat(f"示例·{family.town}经办一")
    clerk.open(f"/families/{family.household_id}")
    clerk.page.get_by_role("link", name="收款账户").click()
    clerk.page.wait_for_url("**/accounts")
    clerk.look("accounts")
    _unfold(clerk, "登记账户")
    for field, value in (("bank", "示例农商银行"), ("number", NUMBER), ("because", "原卡遗失，换卡。")):
        clerk.page.locator(f"#open-{field}").fill(value)
    clerk.page.locator("form[action$=open] input[name=awards]").first.check()
    clerk.press("登记账户")
    assert "尾号 2333" in clerk.text and NUMBER not in clerk.text and "发到这里" in clerk.text

    _unfold(clerk, "登记账户")
    clerk.page.locator("#open-whose").select_option("other")
    for field, value in (("bank", "示例农商银行"), ("number", NUMBER[::-1]), ("holder_name", "示例邻居"), ("paper", "代领 2026-1"), ("because", "不便出行。")):
        clerk.page.locator(f"#open-{field}").fill(value)
    clerk.page.locator("#open-filed_on").fill(county.on.isoformat())
    clerk.page.locator("form[action$=open] input[name=awards]").first.check()
    clerk.press("登记账户")
    assert "第二人" in clerk.text and "示例邻居" not in clerk.page.locator(".list-consents").inner_text()
    clerk.look("accounts-second")
    clerk.page.locator("#open-number").fill(NUMBER[::-1])
    clerk.page.locator("#open-second").select_option(index=1)
    clerk.page.locator("#open-second_word").fill(WORD)
    clerk.press("登记账户")
    assert "他人户名" in clerk.text and "代领 2026-1" in clerk.text

    _unfold(clerk, "登记银行卡代管协议")
    for field, value in (("custodian", "示例专员"), ("paper", "代管 2026-1")):
        clerk.page.locator(f"#custody-{field}").fill(value)
    clerk.press("登记银行卡代管协议")
    assert "待报县级备案" in clerk.text
    reviewer = seat("示例·县级审核一")
    reviewer.open("/payday/accounts")
    assert "代管 2026-1" in reviewer.text and "待报县级备案" in reviewer.text
    reviewer.look("payday-accounts")
    reviewer.open("/payday/accounts?tab=others-filed")
    assert "代领 2026-1" in reviewer.text and "示例邻居" not in reviewer.text
    reviewer.look("payday-accounts-others")
    reviewer.open("/payday/accounts")
    reviewer.page.locator("th a").first.click()
    reviewer.page.wait_for_url("**/accounts")
    reviewer.press("备案")
    assert "县级已备案" in reviewer.text
    reviewer.look("accounts-filed")
    with acting_as_system():
        award = paid.find_award(family.household_id, county.on)
        assert award is not None and paid.get_account(award.account_id or 0).holder_name == "示例邻居"
        assert AuditEntry.objects.filter(verb="custody.filed").exists() and head


def _unfold(clerk: Seat, title: str) -> None:
    """A form that stands folded."""
    fold = clerk.page.locator("details.fold-row", has=clerk.page.locator("summary", has_text=title))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
