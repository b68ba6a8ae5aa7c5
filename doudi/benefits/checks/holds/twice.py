"""重复: the same kind of help stands twice for one family or one person in the month."""

from doudi.benefits.checks.check import Hold

CHECK = Hold(
    code="twice",
    title="同一笔重复",
    order=2,
    word="同一人、同一月、同一项待遇登记了两次，先发一次，另一次核实后处理。",
    awards="in_family > 1 OR of_person > 1",
)
