"""Sources: what an administrator enters, what is refused in words, and what the command line says."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from doudi.base import access
from doudi.base.discover import modules_in
from doudi.cli import app
from doudi.verification.actions import CannotSetSource, end_source, set_source, wake_source
from doudi.verification.exchange import circuit, queries, rest, signing
from doudi.verification.models import Circuit, Exchange, Request, Source
from tests.databases import Clone
from tests.verification.files import COUNTY, DAY

ADDRESS = "https://checks.example.invalid/lists"


def entered(*, feed: str = "vehicles", region: str = COUNTY, address: str = ADDRESS, audience: str = "dept:vehicles", **limits: int) -> Source:
    return set_source(feed=feed, region=region, address=address, audience=audience, officer=None, on=DAY, **limits)


@pytest.mark.usefixtures("system")
def test_a_source_is_entered_once_and_changed_by_a_new_one() -> None:
    first = entered()
    assert entered().pk == first.pk and circuit.source_of("vehicles", COUNTY, DAY).channel == "rest"
    second = entered(seconds=60, workdays=10)
    first.refresh_from_db()
    assert (first.until_on, second.seconds) == (DAY, 60) and [one.pk for one in queries.entered_sources()] == [second.pk, first.pk]
    end_source(feed="vehicles", region=COUNTY, because="停机", officer=None, on=DAY)
    assert circuit.source_of("vehicles", COUNTY, DAY).channel == "folder"


REFUSED = {
    "not encrypted": ({"address": "http://checks.example.invalid/"}, "只经加密的 https"),
    "a user in it": ({"address": "https://me:secret@checks.example.invalid/"}, "不带用户名"),
    "no address": ({"address": "ftp://checks.example.invalid/"}, "应形如"),
    "no port": ({"address": "https://checks.example.invalid:99999/"}, "写法不对"),
    "a space": ({"address": "https://checks.example.invalid/a b"}, "应形如"),
    "for nobody": ({"audience": " "}, "接收方代号"),
    "not by list": ({"feed": "hukou"}, "不是按名单请求"),
    "no county": ({"region": "3707"}, "不是本市的县区代码"),
    "nowhere": ({"region": "999999"}, "不是本市的县区代码"),
    "forever": ({"seconds": 10_000}, "等待 1 至 300 秒"),
    "never": ({"most_failures": 0}, "失败 1 至 1000"),
}


@pytest.mark.parametrize(("given", "words"), REFUSED.values(), ids=list(REFUSED))
@pytest.mark.usefixtures("system")
def test_what_cannot_be_a_source_is_refused_in_words(given: dict, words: str) -> None:
    with access.acting_as_system("3707" if given.get("region") != "999999" else "9999"), pytest.raises(CannotSetSource, match=words):
        entered(**given)
    assert not Source.objects.exists()


@pytest.mark.parametrize("address", ["https://[::1", "https://checks.example.invalid:0/", "https://例.invalid/", ""])
def test_no_list_goes_where_no_address_is(address: str) -> None:
    with pytest.raises(rest.CannotReach), io.BytesIO() as into:
        rest.post(address, b"", headers={}, seconds=1, into=into)


@pytest.mark.usefixtures("system")
def test_only_an_administrator_of_the_place_enters_one(officer_of: Callable) -> None:
    officer = officer_of("county")
    with pytest.raises(access.CannotAccess):
        set_source(feed="vehicles", region=COUNTY, address="", audience="", officer=officer, on=DAY)
    with pytest.raises(CannotSetSource, match="本来就放入文件夹"):
        end_source(feed="vehicles", region=COUNTY, because="x", officer=None, on=DAY)
    with pytest.raises(CannotSetSource, match="停用理由"):
        end_source(feed="vehicles", region=COUNTY, because=" ", officer=None, on=DAY)


@pytest.mark.usefixtures("system")
def test_a_source_that_is_back_is_woken(officer_of: Callable) -> None:
    now = circuit.opening(DAY)
    request = Request.objects.create(number="vehicles-370702-20261012-001", feed="vehicles", region=COUNTY, asked_on=DAY, due_on=DAY, reason="申请")
    waiting = Exchange.objects.create(request=request, feed="vehicles", region=COUNTY, start_by_on=DAY, attempts=1, next_at=now + timedelta(hours=6))
    line = Circuit.objects.create(feed="vehicles", region=COUNTY, failures=9, rests_until_at=now + timedelta(hours=6))
    with pytest.raises(CannotSetSource, match="核实的情况"):
        wake_source(feed="vehicles", region=COUNTY, because="", officer=None)
    assert wake_source(feed="vehicles", region=COUNTY, because="对方来电", officer=officer_of("county")) == 1
    waiting.refresh_from_db(), line.refresh_from_db()
    assert waiting.next_at is None and line.rests_until_at is None and line.failures == 9, "one failure more and it rests again"


def test_the_command_line(fresh_database: Clone) -> None:
    modules_in("doudi.cli")

    def run(*words: str) -> tuple[int, str]:
        ran = CliRunner().invoke(app, ["sources", *words], env={"COLUMNS": "200"})
        return ran.exit_code, ran.output

    assert run("set", "vehicles", "--region", COUNTY, "--address", "http://x.invalid/", "--audience", "a") == (
        2, "名单只经加密的 https 发送；http 只用于本机的前置程序（127.0.0.1）。\n",
    )  # fmt: skip
    assert run("set", "vehicles", "--region", COUNTY, "--address", ADDRESS, "--audience", "dept:vehicles") == (0, f"已登记：接口 {ADDRESS}\n")
    code, shown = run("list", "--region", COUNTY)
    assert code == 0 and "车辆登记" in shown and "接口" in shown and "正常" in shown
    assert run("wake", "vehicles", "--region", COUNTY, "--because", "来电")[1] == "已恢复，0 份名单待发。\n"
    assert run("send", "--region", COUNTY)[1] == "试发 0 份名单。\n"
    assert run("end", "vehicles", "--region", COUNTY, "--because", "改用文件夹") == (0, "已停用，名单改放文件夹。\n")
    assert run("key") == (0, signing.public_key()) and "BEGIN PUBLIC KEY" in signing.public_key()
