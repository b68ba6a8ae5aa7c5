"""最低生活保障的程序: the steps of an application, and of a change to what is paid."""

from doudi.casework.procedures.table import CLOSED, COUNTY, TOWNSHIP, Procedure, Step, Term

OPEN = ("accepted", "investigated", "proposed", "noticed", "objected", "ready", "submitted")

TELLING = Term(3)  # 57号 第二十一条, for a refusal. 未规定: 其他决定的告知期限, taken alike here.
DEATH_REVIEW = Term(3, "months")  # 83号 一(三)

APPLICATION = Procedure(
    scheme="dibao",
    title="最低生活保障审核确认",
    kinds=("dibao", "single_person_dibao", "marginal"),
    states={
        "accepted": "已受理，待调查",
        "investigated": "已调查，待初审",
        "proposed": "已初审，待公示",
        "noticed": "公示中",
        "objected": "公示有异议，待复查",
        "ready": "已初审，待报送",
        "submitted": "已报县级，待确认",
        "decided": "已决定",
        "withdrawn": "申请人已撤回",
        "ended": "已终止",
    },
    closed=CLOSED,
    total=Term(30),  # 57号 第二十二条；83号 四(一)
    extended=Term(45),  # 57号 第二十二条；83号 四(一)
    notice=Term(7, "days"),  # 57号 第十九条；83号 四(二)
    steps=(
        # verb, title, who, from, to, within, article
        Step("accept", "受理", TOWNSHIP, (), "accepted", None, "57号 第十条"),
        Step("investigate", "入户调查", TOWNSHIP, ("accepted",), "investigated", Term(3), "57号 第十五条、第十六条"),
        Step("investigate", "补充调查", TOWNSHIP, ("investigated",), "investigated", None, "57号 第十六条"),
        Step("investigate", "重新调查", TOWNSHIP, ("objected",), "investigated", None, "57号 第十九条第二款"),
        Step("review_community", "民主评议", TOWNSHIP, ("objected",), "investigated", None, "57号 第十九条第二款"),
        Step("give_opinion", "提出初审意见：拟同意", TOWNSHIP, ("investigated",), "proposed", None, "社会救助法 第四十四条；57号 第十九条"),
        Step("give_opinion", "提出初审意见：拟不同意，或异议复查后", TOWNSHIP, ("investigated",), "ready", None, "社会救助法 第四十四条；57号 第十九条第二款"),
        Step("post_notice", "张贴公示", TOWNSHIP, ("proposed",), "noticed", None, "57号 第十九条；83号 四(二)"),
        Step("submit", "公示期满报送县级", TOWNSHIP, ("noticed",), "submitted", None, "57号 第十九条"),
        Step("object_to", "登记公示异议", TOWNSHIP, ("noticed",), "objected", None, "57号 第十九条第二款"),
        Step("submit", "报送县级", TOWNSHIP, ("ready",), "submitted", None, "57号 第十九条"),
        Step("visit_by_county", "县级入户调查", COUNTY, ("submitted",), "", None, "57号 第二十条第二款"),
        Step("decide", "作出决定", COUNTY, ("submitted",), "decided", Term(10), "社会救助法 第四十四条；57号 第二十条、第二十一条"),
        Step("send_back", "退回乡镇重新初审", COUNTY, ("submitted",), "investigated", None, "57号 第十九条、第二十条"),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "社会救助法 第四十五条；57号 第二十一条"),
        Step("turn_to", "改按其他救助办理", TOWNSHIP, ("accepted", "investigated"), "", None, "社会救助法 第六十四条"),
        Step("go_on", "按其他救助继续办理", TOWNSHIP, ("decided",), "investigated", None, "社会救助法 第六十四条"),
        Step("name_account", "登记收款账户", TOWNSHIP, OPEN, "", None, "57号 第二十五条"),
        Step("record_complaint", "登记投诉举报", (*TOWNSHIP, *COUNTY), OPEN, "", None, "57号 第二十条第二款、第三十七条"),
        Step("extend", "延长办理期限", TOWNSHIP, OPEN, "", None, "57号 第二十二条；83号 四(一)"),
        Step("withdraw", "申请人撤回", TOWNSHIP, OPEN, "withdrawn", None, "57号 第四条"),
        Step("end", "终止审核确认", (*TOWNSHIP, *COUNTY), OPEN, "ended", None, "57号 第二十九条"),
    ),
)
DELEGATED = APPLICATION.delegated(total=Term(20))  # 57号 第二条第二款；83号 四(一)

CHANGE = Procedure(
    title="低保待遇调整与终止",
    states={"opened": "已提出，待听取意见", "heard": "已听取意见，待决定", "ready": "增发、恢复或转移，待决定", "decided": "已决定"},
    closed=("decided",),
    total=Term(30),  # 未规定: 法 47、57号 31 only say 及时; the term of an application is taken. A death has its three months.
    extended=Term(45),
    steps=(
        Step("open_change", "提出调减或终止", TOWNSHIP, (), "opened", None, "社会救助法 第四十六条、第四十七条；57号 第三十一条"),
        Step("open_change", "提出增发、恢复或转移", TOWNSHIP, (), "ready", None, "社会救助法 第四十七条；57号 第三十一条"),
        Step("hear", "听取意见", TOWNSHIP, ("opened",), "heard", None, "社会救助法 第四十八条"),
        Step("decide_change", "作出决定", COUNTY, ("heard",), "decided", None, "社会救助法 第四十七条、第四十八条；57号 第三十二条"),
        Step("decide_change", "决定增发、恢复或转移", COUNTY, ("ready",), "decided", None, "社会救助法 第四十七条；57号 第三十二条"),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "社会救助法 第四十八条；57号 第三十二条"),
    ),
)
