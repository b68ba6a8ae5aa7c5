"""手机上传: at the family's door several photographs go up at once, one is refused and said so, a broken way is tried again, a card is compared."""

import importlib.util
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route

from doudi.base import crypto, regions
from doudi.base.access import acting_as_system
from doudi.casework.models import Attachment
from doudi.sandbox.calibration import COUNTY
from tests import uploads
from tests.journeys.county import County
from tests.journeys.seat import Seat

HAS_READER = importlib.util.find_spec("rapidocr") is not None


def file(name: str, content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": content}


def test_papers_from_a_phone(county: County, seat: Callable[[str], Seat]) -> None:
    application = county.case_left("papers", lambda one: True)
    with acting_as_system(COUNTY):
        town, head = regions.name_of(application.region[:9])[:2], application.applicant
        number = crypto.open_text(head.id_sealed, purpose="id_number")
    clerk = seat(f"示例·{town}经办一")
    page = clerk.page
    clerk.open(f"/applications/{application.pk}")

    page.get_by_label("这是什么").select_option("其他材料")
    page.locator("#paper-files").set_input_files(
        [file("一.jpg", uploads.jpeg((3000, 2000))), file("二.jpg", uploads.SCRIPT), file("三.pdf", uploads.pdf(2), "application/pdf")]
    )
    page.locator(".papers > li").nth(1).wait_for()
    page.locator(".attach-queue li.is-failed", has_text="网页或矢量图").wait_for()
    clerk.look("papers-refused")
    page.get_by_role("button", name="知道了").click()

    broken = []

    def break_once(route: Route) -> None:
        route.abort() if not broken else route.continue_()
        broken.append(route.request.url)

    page.route("**/attach", break_once)
    day = head.born_on
    drawn = uploads.id_card("陈示例", "女" if head.sex == "female" else "男", (day.year, day.month, day.day), number)
    page.get_by_label("这是什么").select_option("身份证")
    page.locator("#paper-camera").set_input_files([file("a.jpg", drawn)])
    page.get_by_role("button", name="重试").click()
    page.locator(".papers > li").nth(2).wait_for()
    assert len(broken) == 2
    page.unroute("**/attach")
    clerk.complaints.clear()  # the broken way was ours

    clerk.open(f"/applications/{application.pk}")
    clerk.look("papers")
    with page.expect_navigation():
        page.locator(".papers a", has_text="身份证").click()
    page.locator(".paper-page img").evaluate("image => image.decode()")
    if HAS_READER:
        clerk.press("先由本机识读，再核对")
        assert page.get_by_label("公民身份号码", exact=True).input_value() == number and "尚未记入本案" in clerk.text
    clerk.look("paper")
    values = {"姓名": head.name, "性别": "女" if head.sex == "female" else "男", "出生日期": day.isoformat(), "公民身份号码": number}
    page.get_by_label("谁的").select_option(str(head.pk))
    for title, value in values.items():
        page.get_by_label(title, exact=True).fill(value)
        page.get_by_label(f"{title}已对照照片").check()
    clerk.press("核对无误，记入本案")
    assert "与登记一致" in clerk.text
    clerk.look("paper-compared")
    page.locator("summary", has_text="删除这份材料").click()
    page.get_by_label("删除的理由").fill("重复上传。")
    clerk.press("删除")
    assert "已删除 1 份" in clerk.text
    with acting_as_system(COUNTY):
        assert Attachment.objects.filter(application=application, removed_on=None).count() == 2
