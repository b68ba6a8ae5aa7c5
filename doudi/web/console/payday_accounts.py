"""账户与代管: of all families in the officer's region, whose card somebody keeps and whose money goes to another's name; what is not on file comes first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import audit
from doudi.benefits import queries
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may

TABS = (
    ("cards", "待备案的代管"),
    ("others", "没有代领协议的他人户名"),
    ("cards-filed", "已备案的代管"),
    ("others-filed", "凭协议发放的他人、机构户名"),
)
"""By code and in words; what somebody is to do something about first."""


@may("benefits.change_account")
def payday_accounts(request: HttpRequest) -> HttpResponse:
    """A list without numbers and without the names of those who hold another's account; reading it is written down."""
    on, tab = today(), request.GET.get("tab", "")
    found = {
        "cards": queries.kept_cards(is_filed=False),
        "others": queries.accounts_of_others(on, is_filed=False),
        "cards-filed": queries.kept_cards(is_filed=True),
        "others-filed": queries.accounts_of_others(on, is_filed=True),
    }
    tab = tab if tab in found else "cards"
    page = Paginator(found[tab], 30).get_page(request.GET.get("page"))
    accounts = [one.account if tab.startswith("cards") else one for one in page]
    homes = registry.homes_of([one.person_id for one in accounts], on)
    rows = [(one, account, homes.get(account.person_id)) for one, account in zip(page, accounts, strict=True)]
    audit.record("accounts.listed", about=None, by=request.user, detail={"tab": tab, "shown": len(rows)})
    tabs = [(code, title, found[code].count()) for code, title in TABS]
    return render(request, "console/payday_accounts.html", {"page": page, "rows": rows, "tab": tab, "tabs": tabs, "query": f"tab={tab}"})
