"""未备案: one of the family stands in the staff register and no near relative has been filed (57号 第十一条)."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(
    code="relative_unfiled",
    title="近亲属未备案",
    when="relative IS NOT NULL",
    words="format('家庭成员 %%s 在经办人员名册中，没有近亲属备案。', relative)",
)
