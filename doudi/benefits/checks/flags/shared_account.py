"""同一账户: several people are paid into one account; an institution's, by agreement, is told by another check."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(
    code="shared_account",
    title="多人同一账户",
    when="payees > 1 AND is_institution IS NOT TRUE",
    words="format('这个账户本月有 %%s 位领取人。', payees)",
)
