"""领取人去世: others of the family live, so it is paid; whoever collects is to be changed."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(
    code="payee_died",
    title="领取人去世，家中另有成员",
    when="payee_died",
    words="'领取人已登记死亡，家中另有成员：照发，请尽快更换领取人并核查。'",
)
