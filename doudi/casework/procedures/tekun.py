"""特困人员救助供养的程序: ending it, which is posted before it is decided. 未规定于此: 申请认定，见 43号 第三章、第四章."""

from doudi.casework.procedures.dibao import COUNTY, TELLING, TOWNSHIP
from doudi.casework.procedures.table import Procedure, Step, Term

NOTICE = Term(7, "days")  # 43号 第二十六条

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
