"""代领: somebody else, or the institution of a tekun person, holds the account by an agreement that was filed."""

from doudi.benefits.checks.check import Flag

WHO = "CASE WHEN is_institution THEN '发到供养服务机构 %%s 的账户，协议日 %%s。' ELSE '账户由 %%s 代领，代领协议备案日 %%s。' END"
CHECK = Flag(
    code="custody",
    title="他人代领",
    when="filed_on IS NOT NULL",
    words=f"format({WHO}, holder_name, filed_on)",
)
