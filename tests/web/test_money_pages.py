"""资金的页面: the subsidy's form and its list."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from doudi.base.models import Officer
from doudi.benefits.models import Award
from doudi.flows.clock import today
from tests.benefits.builders import a_desk, a_recipient

PAPER = "示例发改价格〔2026〕7号"


def test_a_subsidy_is_declared_by_its_form_which_says_what_it_could_not_read(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    a_recipient()
    desk = a_desk(officer_of)
    county, month = signed_in(desk.county), f"{today():%Y-%m}"
    refused = county.post(reverse("subsidies_declare"), {"month": month, "amount": "五十", "paper": PAPER})
    assert refused.status_code == 422 and "元数" in refused.content.decode() and PAPER in refused.content.decode()
    assert county.post(reverse("subsidies_declare"), {"month": month, "amount": "50", "paper": PAPER}).status_code == 302
    assert Award.objects.get(kind="price_subsidy").amount_fen == 10_000
    page = signed_in(desk.finance).get(reverse("subsidies")).content.decode()
    assert PAPER in page and "100.00" in page and "登记补贴" not in page
