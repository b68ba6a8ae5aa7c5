"""写错的规则: our engine with one word of one rule changed; the benchmark must see it."""

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa

from bench.policy.engines.ours import answered
from bench.policy.law import common_book
from bench.policy.task import Task
from doudi.policy import household


@household("收入不高于低保标准", source="社会救助法 第十八条")
def below_dibao_standard(countable_income_12m, member_count, law):
    """At most the standard, where the law says below."""
    return (member_count > 0) & (countable_income_12m / 12 <= law.dibao.standard * member_count)


def broken(task: Task) -> Callable[[], pa.Table]:
    """As the engine does it, with the other rule."""
    book = common_book(task.day, task.law["standard"])
    others = tuple(rule for rule in book.all_rules if rule.name != below_dibao_standard.name)
    wrong = replace(book, all_rules=(*others, below_dibao_standard))
    return lambda: answered(task, wrong)
