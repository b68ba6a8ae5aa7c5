"""代领: somebody else holds the account by an agreement that was filed (57号 第二十六条)."""

from doudi.benefits.checks.check import Flag

CHECK = Flag(
    code="custody",
    title="他人代领",
    when="filed_on IS NOT NULL",
    words="format('账户由 %%s 代领，代领协议备案日 %%s。', holder_name, filed_on)",
)
