"""第二人: money that goes elsewhere than to its owner, or moves again at once, is looked at by two people of one office."""

from doudi.base import access
from doudi.base.models import Officer

PERMISSION = "benefits.change_account"


def wrong_second(second: Officer | None, officer: Officer | None, region: str) -> str:
    """Why nobody has looked at it beside this officer, in words; nothing where a colleague of the same office and role has."""
    if second is None or (officer is not None and second.pk == officer.pk):
        return "须由同一单位的第二人当面核对：请选择第二人，由其本人输入口令。"
    if not access.may(second, PERMISSION, region) or (officer is not None and (second.region, second.role_id) != (officer.region, officer.role_id)):
        return "第二人须是同一单位、有同样权限的工作人员。"
    return ""
