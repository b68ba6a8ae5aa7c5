"""无处可付: no account, a closed one, or one in another's name without an agreement that was filed."""

from doudi.benefits.checks.check import Hold

NOWHERE = "c.id IS NULL OR coalesce(c.closed_on <= %(on)s, false) OR coalesce(c.holder_name <> payee.name AND c.filed_on IS NULL, false)"
CHECK = Hold(
    code="nowhere_to_pay",
    title="没有可发的账户",
    order=3,
    word="没有可以发放的账户：没有登记、已销户，或者户名不是领取人而没有代领协议。请到乡镇（街道）登记账户，登记后补发。",
    awards=NOWHERE,
    lines=NOWHERE,
)
