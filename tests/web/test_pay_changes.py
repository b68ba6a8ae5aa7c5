"""与上月的变化: the list on its page, the table that is taken along, another town's officer."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from doudi.base.models import AuditEntry, Officer
from tests.benefits.builders import COUNTY
from tests.benefits.test_changes import a_changed_county, run


def test_the_page_walks_and_the_table_says_who_took_it(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    county = a_changed_county()
    reviewer = signed_in(officer_of("county", COUNTY))
    page = reviewer.get(reverse("pay_changes", args=[run().pk])).content.decode()
    assert "5 户次" in page and "停发" in page and county["ended"].family.household.number in page and county["same"].family.household.number not in page
    assert reviewer.get(reverse("pay_changes", args=[run().pk]), {"reason": "held", "page": "99999"}).context["count"] == 1
    table = reviewer.get(reverse("pay_changes_table", args=[run().pk]))
    assert table["Content-Disposition"].endswith('changes-370702-202611.xlsx"') and table.content[:2] == b"PK"
    assert AuditEntry.objects.filter(verb="run.changes_exported").count() == 1
    town = signed_in(officer_of("township", "370702002")).get(reverse("pay_changes", args=[run().pk]))
    assert town.context["all"] == 0, "another town's families are not there"
