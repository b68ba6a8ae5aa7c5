"""确认以后的程序: reviews by their cause, and what a family may do against a decision."""

from doudi.casework.procedures.dibao import COUNTY, DEATH_REVIEW, TOWNSHIP
from doudi.casework.procedures.table import Procedure, Step, Term

REPORTED = Term(10)  # 未规定: 法 46、57号 30 only say 及时.
SELF_CARE = Term(10)  # 43号 第二十三条
MOVED = Term(30)  # 未规定: no text we hold speaks of moves; the term of an application is taken.
REMINDER = Term(10)  # 未规定: 刚性办法 10 says that a new application is needed; the family is told in time for it.
AHEAD_DAYS = 30  # days before a standing runs out, and before a periodic review is due, that it is listed
ANSWER = Term(15)  # 未规定: within which the office answers an objection; a reconsideration body and a court name their own.
RECONSIDERATION = Term(60, "days")  # 行政复议法 第二十条
UNTOLD = Term(12, "months")  # 行政复议法 第二十条第三款: where the family was not told of the right
SUIT = Term(6, "months")  # 行政诉讼法: its article on the term is not among our texts; the letter names the right, an officer checks the day.

_STATES = {"opened": "待核查", "closed": "已核查"}


def _review(title: str, total: Term, article: str, *, who: tuple[str, ...] = TOWNSHIP, verb: str = "check_review", step: str = "核查") -> Procedure:
    return Procedure(
        title=title,
        states=_STATES,
        closed=("closed",),
        total=total,
        extended=total,
        steps=(
            Step("open_review", f"登记{title}", TOWNSHIP, (), "opened", None, article),
            Step(verb, step, who, ("opened",), "closed", None, article),
        ),
    )


REVIEWS: dict[str, Procedure] = {
    "periodic": _review("定期核查", Term(AHEAD_DAYS, "days"), "社会救助法 第四十六条；57号 第三十一条；18号 二"),
    "report": _review("家庭报告变化", REPORTED, "社会救助法 第四十六条；57号 第三十条", step="核实报告的变化"),
    "death": _review("成员去世", DEATH_REVIEW, "83号 一(三)", step="核查去世后的家庭状况"),
    "work": _review("成员就业", REPORTED, "社会救助法 第四十六条；57号 第三十三条", step="核实就业和收入"),
    "self_care": _review("自理能力变化", SELF_CARE, "43号 第二十三条", who=COUNTY, verb="assess_self_care", step="复核评估自理能力"),
    "expiry": _review("身份即将到期", REMINDER, "刚性办法 第十条", step="书面告知到期和重新申请"),
    "moved": _review("家庭迁出", MOVED, "社会救助法 第四十六条", step="办理迁出后的待遇"),
    "arrived": _review("家庭迁入", MOVED, "社会救助法 第三十七条", step="接收迁入家庭"),
    "relief": _review("先行救助后补充说明", REPORTED, "社会救助法 第五十条", step="补充说明情况"),
    "family": _review("分户并户", REPORTED, "社会救助法 第四十六条；57号 第三十条", step="核查分户并户后的家庭"),
}


def _challenge(title: str, total: Term, article: str) -> Procedure:
    return Procedure(
        title=title,
        states={"registered": "已登记，待答复", "answered": "已答复，待结果", "ordered": "待重新作出决定", "closed": "已办结"},
        closed=("closed",),
        total=total,
        extended=total,
        steps=(
            Step("register_challenge", f"登记{title}", (*TOWNSHIP, *COUNTY), (), "registered", None, article),
            Step("answer_challenge", "答复并提交案卷", COUNTY, ("registered",), "answered", None, article),
            Step("close_challenge", "登记结果", COUNTY, ("answered",), "closed", None, article),
            Step("close_challenge", "登记结果：须重新作出决定", COUNTY, ("answered",), "ordered", None, article),
            Step("correct", "更正决定", COUNTY, ("ordered",), "closed", None, article),
        ),
    )


CHALLENGES: dict[str, Procedure] = {
    "objection": _challenge("对决定的异议", ANSWER, "57号 第三十六条"),
    "reconsideration": _challenge("行政复议", RECONSIDERATION, "社会救助法 第七十六条；行政复议法 第二十条"),
    "suit": _challenge("行政诉讼", SUIT, "社会救助法 第七十六条"),
}
