"""刚性支出困难家庭的程序: no notice; thirty working days, forty-five with a reason."""

from doudi.casework.procedures.dibao import APPLICATION as DIBAO
from doudi.casework.procedures.dibao import TELLING
from doudi.casework.procedures.table import CLOSED, COUNTY, TOWNSHIP, Procedure, Step, Term

OPEN = ("accepted", "investigated", "ready", "submitted")

APPLICATION = Procedure(
    scheme="rigid_expenditure",
    title="刚性支出困难家庭认定",
    kinds=("rigid_expenditure",),
    states={state: words for state, words in DIBAO.states.items() if state in (*OPEN, *CLOSED)},
    closed=CLOSED,
    total=Term(30),  # 刚性办法 第八条
    extended=Term(45),  # 刚性办法 第八条
    steps=(
        Step("accept", "受理", TOWNSHIP, (), "accepted", None, "刚性办法 第六条"),
        Step("investigate", "家庭经济状况调查", TOWNSHIP, ("accepted",), "investigated", None, "刚性办法 第六条；社会救助法 第四十三条"),
        Step("investigate", "补充调查", TOWNSHIP, ("investigated",), "investigated", None, "社会救助法 第四十三条"),
        Step("give_opinion", "提出初审意见", TOWNSHIP, ("investigated",), "ready", None, "社会救助法 第四十四条"),
        Step("submit", "报送县级", TOWNSHIP, ("ready",), "submitted", None, "社会救助法 第四十四条"),
        Step("visit_by_county", "县级入户调查", COUNTY, ("submitted",), "", None, "刚性办法 第九条"),
        Step("decide", "作出决定", COUNTY, ("submitted",), "decided", None, "刚性办法 第七条、第八条"),
        Step("send_back", "退回乡镇重新初审", COUNTY, ("submitted",), "investigated", None, "社会救助法 第四十四条"),
        Step("tell", "书面告知", TOWNSHIP, ("decided",), "", TELLING, "刚性办法 第七条"),
        Step("turn_to", "改按其他救助办理", TOWNSHIP, ("accepted", "investigated"), "", None, "社会救助法 第六十四条"),
        Step("go_on", "按其他救助继续办理", TOWNSHIP, ("decided",), "investigated", None, "社会救助法 第六十四条"),
        Step("record_complaint", "登记投诉举报", (*TOWNSHIP, *COUNTY), OPEN, "", None, "刚性办法 第十二条"),
        Step("extend", "延长办理期限", TOWNSHIP, OPEN, "", None, "刚性办法 第八条"),
        Step("withdraw", "申请人撤回", TOWNSHIP, OPEN, "withdrawn", None, "刚性办法 第六条"),
        Step("end", "终止审核确认", (*TOWNSHIP, *COUNTY), OPEN, "ended", None, "刚性办法 第六条第二款"),
    ),
)
DELEGATED = APPLICATION.delegated(total=APPLICATION.total)  # 刚性办法 第三条第二款
