"""特困人员救助供养的程序: recognising somebody as tekun, ending it, which is posted before it is decided, and another grade of care."""

from doudi.casework.procedures.dibao import APPLICATION as DIBAO
from doudi.casework.procedures.dibao import OPEN, TELLING
from doudi.casework.procedures.table import CLOSED, COUNTY, TOWNSHIP, Procedure, Step, Term, Terms

OPINION, NOTICE, CONFIRMATION = Term(15), Term(7, "days"), Term(15)  # 43号 第十三条、第十五条、第十六条
# The fifteen days of the survey and the opinion run from the application, anew from an objection; a case sent back or gone on with counts like them.
STARTS = ("accept", "go_on", "object_to", "send_back")

APPLICATION = Procedure(
    scheme="tekun",
    title="特困人员认定",
    kinds=("tekun",),
    states=DIBAO.states,
    closed=CLOSED,
    total=Terms((OPINION, NOTICE, CONFIRMATION)),  # 未规定: 43号 names no total; its parts make one.
    extended=None,
    notice=NOTICE,
    after_objection=OPINION,
    steps=(
        Step("accept", "受理", TOWNSHIP, (), "accepted", None, "43号 第十二条"),
        Step("investigate", "调查核实", TOWNSHIP, ("accepted",), "investigated", OPINION, "43号 第十三条", STARTS),
        Step("investigate", "补充调查", TOWNSHIP, ("investigated",), "investigated", None, "43号 第十三条"),
        Step("investigate", "重新调查核实", TOWNSHIP, ("objected",), "investigated", OPINION, "43号 第十五条第二款", STARTS),
        Step("review_community", "民主评议", TOWNSHIP, ("investigated",), "investigated", None, "43号 第十四条"),
        Step("give_opinion", "提出初审意见：拟同意", TOWNSHIP, ("investigated",), "proposed", OPINION, "43号 第十三条", STARTS),
        Step("give_opinion", "提出初审意见：拟不同意", TOWNSHIP, ("investigated",), "ready", OPINION, "43号 第十三条", STARTS),
        Step("post_notice", "张贴公示", TOWNSHIP, ("proposed",), "noticed", None, "43号 第十五条"),
        Step("submit", "公示期满报送县级", TOWNSHIP, ("noticed",), "submitted", None, "43号 第十五条第二款"),
        Step("object_to", "登记公示异议", TOWNSHIP, ("noticed",), "objected", None, "43号 第十五条第二款"),
        Step("submit", "报送县级", TOWNSHIP, ("ready",), "submitted", None, "43号 第十五条"),
        Step("visit_by_county", "县级抽查核实", COUNTY, ("submitted",), "", None, "43号 第十六条"),
        Step("decide", "作出决定", COUNTY, ("submitted",), "decided", CONFIRMATION, "社会救助法 第四十四条；43号 第十六条、第十七条"),
        Step("send_back", "退回乡镇重新初审", COUNTY, ("submitted",), "investigated", None, "43号 第十三条、第十六条"),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "社会救助法 第四十五条；43号 第十八条"),
        Step("turn_to", "改按其他救助办理", TOWNSHIP, ("accepted", "investigated"), "", None, "社会救助法 第六十四条"),
        Step("go_on", "按其他救助继续办理", TOWNSHIP, ("decided",), "investigated", None, "社会救助法 第六十四条"),
        Step("name_account", "登记收款账户", TOWNSHIP, OPEN, "", None, "43号 第十七条"),
        Step("record_complaint", "登记投诉举报", (*TOWNSHIP, *COUNTY), OPEN, "", None, "社会救助法 第六十八条"),
        Step("withdraw", "申请人撤回", TOWNSHIP, OPEN, "withdrawn", None, "43号 第十条"),
        Step("end", "终止审核确认", (*TOWNSHIP, *COUNTY), OPEN, "ended", None, "43号 第十三条第二款"),
    ),
)
DELEGATED = APPLICATION.delegated(total=APPLICATION.total)  # 43号 第二十八条; 未规定: a shorter term where townships decide.

ENDING = Procedure(
    title="终止特困人员救助供养",
    states={"opened": "已提出，待听取意见", "heard": "已听取意见，待公示", "noticed": "公示中", "decided": "已决定"},
    closed=("decided",),
    total=Term(30),  # 未规定: 43号 24、25 only say 及时.
    extended=Term(45),
    steps=(
        Step("open_change", "提出终止供养", TOWNSHIP, (), "opened", None, "43号 第二十四条、第二十五条"),
        Step("hear", "听取意见", TOWNSHIP, ("opened",), "heard", None, "社会救助法 第四十八条"),
        Step("post_ending", "公示拟终止供养", TOWNSHIP, ("heard",), "noticed", None, "43号 第二十六条"),
        Step("decide_change", "公示期满作出决定", COUNTY, ("noticed",), "decided", None, "43号 第二十六条"),
        Step("look_into_objection", "核查公示异议，重新公示", COUNTY, ("noticed",), "heard", None, "43号 第二十六条"),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "社会救助法 第四十八条；43号 第二十六条"),
    ),
)

REGRADE = Procedure(
    title="调整特困人员照料护理档次",
    states={"opened": "已评估，待听取意见", "heard": "已听取意见，待决定", "ready": "已评估，待决定", "decided": "已决定"},
    closed=("decided",),
    total=Term(30),  # 未规定: 43号 23 sets ten working days for the assessment, and says 及时 for what follows.
    extended=Term(45),
    steps=(
        Step("propose_grade", "评估后降低档次", COUNTY, (), "opened", None, "43号 第二十三条"),
        Step("propose_grade", "评估后提高档次", COUNTY, (), "ready", None, "43号 第二十三条"),
        Step("hear", "听取意见", TOWNSHIP, ("opened",), "heard", None, "社会救助法 第四十八条"),
        Step("decide_change", "决定降低档次", COUNTY, ("heard",), "decided", None, "43号 第二十条、第二十三条"),
        Step("decide_change", "决定提高档次", COUNTY, ("ready",), "decided", None, "43号 第二十条、第二十三条"),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "社会救助法 第四十八条"),
    ),
)
