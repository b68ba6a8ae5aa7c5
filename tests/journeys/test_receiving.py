"""看着文件入库: a page that lies open follows a file that somebody else brings, stage by stage, and then has it in its list."""

from collections.abc import Callable
from pathlib import Path

from doudi.base.access import acting_as_system
from doudi.flows.receiving import take_in
from doudi.sandbox.calibration import COUNTY
from doudi.verification.actions import STAGES
from doudi.verification.feed import all_feeds
from tests.journeys.county import County
from tests.journeys.seat import Seat
from tests.people import an_id
from tests.verification.files import a_death, csv_bytes, laid


def test_an_open_page_follows_a_file(county: County, seat: Callable[[str], Seat], tmp_path: Path) -> None:
    name = all_feeds()["hukou"].file_name(COUNTY, county.on, correction=8)
    at = seat("示例·县级审核一")
    at.open("/feeds")
    heading, file = at.page.get_by_role("heading", name="正在接收的文件"), at.page.get_by_role("link", name=name)
    assert heading.count() == file.count() == 0
    seen = []

    def told(stage: str) -> None:
        step = STAGES.index(stage) + 1
        at.page.get_by_text(f"第 {step} 步，共 4 步，{stage}。").wait_for()
        bar = at.page.get_by_role("progressbar", name=f"{name} 的接收进度")
        seen.append((bar.get_attribute("value"), at.page.get_by_text("已读 2 行。").count()))
        if stage == STAGES[2]:
            at.look("feeds-under-way")

    rows = [a_death(an_id(), "某甲", on="2026-13-01", ref=f"GZ{place}") for place in range(2)]
    with acting_as_system(COUNTY):
        take_in(path=laid(tmp_path, name, csv_bytes(rows)), officer=None, on=county.on, told=told)
    file.wait_for()
    assert seen == [("0", 0), ("1", 1), ("2", 1), ("3", 1)] and heading.count() == 0
    at.look("feeds-received")
