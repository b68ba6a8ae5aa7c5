"""超过规则: more dibao than the local standard times the people registered."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(
    code="over_rule",
    title="超过规则金额",
    when="kind = 'dibao_monthly' AND amount_fen > most",
    words="'金额超过当地标准乘以在册人数。'",
)
