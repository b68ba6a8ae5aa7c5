"""账户变动: another account than last month."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(
    code="account_changed",
    title="近期换过账户",
    when="moved",
    words="'收款账户与上月不同，请核对是否本人办理。'",
)
