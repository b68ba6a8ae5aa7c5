"""临时救助的程序: the ordinary way with survey and notice, and help at once where it cannot wait, papers after."""

from doudi.casework.procedures.dibao import APPLICATION as DIBAO
from doudi.casework.procedures.dibao import OPEN, TELLING
from doudi.casework.procedures.table import CLOSED, COUNTY, TOWNSHIP, Procedure, Step, Term

HELP, APPLY = "社会救助法 第二十九条", "社会救助法 第三十七条"

APPLICATION = Procedure(
    scheme="temporary_relief",
    title="临时救助",
    kinds=("temporary_relief",),
    states=DIBAO.states,
    closed=CLOSED,
    total=Term(20),  # 未规定: the Law and 暂行办法 name no term.
    extended=None,
    notice=Term(7, "days"),  # 暂行办法 48 asks for a notice, how long is 未规定; dibao's is taken.
    after_objection=None,
    steps=(
        Step("accept", "受理", TOWNSHIP, (), "accepted", None, APPLY),
        Step("investigate", "调查核实", TOWNSHIP, ("accepted",), "investigated", Term(5), "社会救助法 第四十三条；暂行办法 第四十八条"),
        Step("investigate", "补充调查", TOWNSHIP, ("investigated",), "investigated", None, "社会救助法 第四十三条"),
        Step("investigate", "重新调查核实", TOWNSHIP, ("objected",), "investigated", None, "社会救助法 第四十三条"),
        Step("give_opinion", "提出初审意见：拟同意", TOWNSHIP, ("investigated",), "proposed", None, "社会救助法 第四十四条；暂行办法 第四十八条"),
        Step("give_opinion", "提出初审意见", TOWNSHIP, ("investigated",), "ready", None, "社会救助法 第四十四条；暂行办法 第四十八条"),
        Step("post_notice", "张贴公示", TOWNSHIP, ("proposed",), "noticed", None, "暂行办法 第四十八条"),
        Step("submit", "公示期满报送县级", TOWNSHIP, ("noticed",), "submitted", None, "暂行办法 第四十八条"),
        Step("object_to", "登记公示异议", TOWNSHIP, ("noticed",), "objected", None, "暂行办法 第四十八条"),
        Step("submit", "报送县级", TOWNSHIP, ("ready",), "submitted", None, "暂行办法 第四十八条"),
        Step("visit_by_county", "县级入户调查", COUNTY, ("submitted",), "", None, "社会救助法 第四十三条"),
        Step("decide", "作出决定", COUNTY, ("submitted",), "decided", None, "社会救助法 第四十四条；暂行办法 第四十八条"),
        Step("send_back", "退回乡镇重新初审", COUNTY, ("submitted",), "investigated", None, "社会救助法 第四十四条"),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "社会救助法 第四十五条"),
        Step("turn_to", "改按其他救助办理", TOWNSHIP, ("accepted", "investigated"), "", None, "社会救助法 第六十四条"),
        Step("go_on", "按其他救助继续办理", TOWNSHIP, ("decided",), "investigated", None, "社会救助法 第六十四条"),
        Step("name_account", "登记收款账户", TOWNSHIP, OPEN, "", None, HELP),
        Step("record_complaint", "登记投诉举报", (*TOWNSHIP, *COUNTY), OPEN, "", None, "社会救助法 第六十八条"),
        Step("withdraw", "申请人撤回", TOWNSHIP, OPEN, "withdrawn", None, APPLY),
        Step("end", "终止审核确认", (*TOWNSHIP, *COUNTY), OPEN, "ended", None, "社会救助法 第四十条"),
    ),
)
DELEGATED = APPLICATION.delegated(total=APPLICATION.total)  # 暂行办法 48: a county may leave small sums to townships.

_AT_ONCE = ("accepted", "investigated", "submitted")
_ONCE = "社会救助法 第五十条"

URGENT = Procedure(
    scheme="urgent_relief",
    title="先行救助（小额）",
    kinds=("urgent_relief",),
    states={
        **{state: DIBAO.states[state] for state in (*_AT_ONCE, *CLOSED)},
        "accepted": "已登记急难，待提出意见",
        "submitted": "已提出意见，待乡镇（街道）确认",
    },
    closed=CLOSED,
    total=Term(3, "days"),  # 未规定 in the Law; a place's own figure (`relief.urgent_days`) takes its place.
    extended=None,
    steps=(
        Step("accept", "登记急难情况", TOWNSHIP, (), "accepted", None, f"{APPLY}、第五十条"),
        Step("give_opinion", "提出先行救助意见", TOWNSHIP, ("accepted", "investigated"), "submitted", None, _ONCE),
        Step("investigate", "了解急难情况", TOWNSHIP, ("accepted", "investigated"), "investigated", None, _ONCE),
        Step("visit_by_county", "县级入户调查", COUNTY, ("submitted",), "", None, "社会救助法 第四十三条"),
        Step("decide", "作出先行救助决定", TOWNSHIP, ("submitted",), "decided", None, "社会救助法 第四十四条、第五十条"),
        Step("send_back", "退回重新提出意见", TOWNSHIP, ("submitted",), "investigated", None, _ONCE),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "社会救助法 第四十五条"),
        Step("turn_to", "改按其他救助办理", TOWNSHIP, ("accepted", "investigated"), "", None, "社会救助法 第六十四条"),
        Step("go_on", "按其他救助继续办理", TOWNSHIP, ("decided",), "investigated", None, "社会救助法 第六十四条"),
        Step("name_account", "登记收款账户", TOWNSHIP, _AT_ONCE, "", None, _ONCE),
        Step("record_complaint", "登记投诉举报", (*TOWNSHIP, *COUNTY), _AT_ONCE, "", None, "社会救助法 第六十八条"),
        Step("withdraw", "申请人撤回", TOWNSHIP, _AT_ONCE, "withdrawn", None, APPLY),
        Step("end", "终止审核确认", (*TOWNSHIP, *COUNTY), _AT_ONCE, "ended", None, "社会救助法 第四十条"),
    ),
)
"""Help at once: nothing is verified and nothing posted; two people of the township, one of whom proposes and the other decides (临救26, unread, in part)."""
