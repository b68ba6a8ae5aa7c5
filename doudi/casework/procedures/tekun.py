"""特困人员救助供养的程序: ending it, which is posted before it is decided, and another grade of care. 未规定于此: 申请认定，见 43号 第三章、第四章."""

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
