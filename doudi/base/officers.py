"""经办人员: who works here and where; somebody who leaves is switched off, never removed, so that what they did keeps its name."""

import re
import secrets

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from doudi.base import access, audit, regions
from doudi.base.models import Officer

LEVELS = {"township": "town", "county": "county", "finance": "county", "department": "county", "inspector": "county"}
"""Of what kind of place each role answers for; the administrator answers for none and sees nobody."""

_USERNAME = re.compile(r"[a-z][a-z0-9-]{2,39}", re.ASCII)


class CannotEngage(Exception):
    """Worded for the administrator."""


class CannotSuspend(Exception):
    """Worded for the administrator."""


class CannotReinstate(Exception):
    """Worded for the administrator."""


@transaction.atomic
def engage(*, username: str, name: str, role: str, region: str, department: str, unit: str, because: str, officer: Officer) -> tuple[Officer, str]:
    """A new officer with a first password, given back once and kept only as its hash; no page opens with it but the one that changes it."""
    access.require(officer, "base.keep_officers")
    if why := _why_not(username, name, role, region, department, because):
        raise CannotEngage(why)
    password = secrets.token_urlsafe(9)
    engaged = Officer(username=username, name=name.strip(), role_id=role, region=region, department=department, unit=unit.strip(), must_change_password=True)
    engaged.set_password(password)
    try:
        with transaction.atomic():
            engaged.save()
    except IntegrityError:
        raise CannotEngage("这个账号已经有人使用，请换一个。") from None
    audit.record("base.officer_engaged", about=engaged, by=officer, because=because.strip(), detail={"role": role, "username": username})
    return engaged, password


@transaction.atomic
def suspend(*, officer_id: int, because: str, officer: Officer) -> Officer:
    """From the next request on, this officer is signed out and sees nothing."""
    access.require(officer, "base.keep_officers")
    suspended = Officer.objects.select_for_update().get(pk=officer_id)
    if suspended.pk == officer.pk:
        raise CannotSuspend("不能停用自己的账号。")
    if not because.strip():
        raise CannotSuspend("请写明停用的理由。")
    return _switch(suspended, "base.officer_suspended", because, officer, is_active=False)


@transaction.atomic
def reinstate(*, officer_id: int, because: str, officer: Officer) -> Officer:
    """The officer may sign in again, with the role and region of before."""
    access.require(officer, "base.keep_officers")
    if not because.strip():
        raise CannotReinstate("请写明恢复的理由。")
    return _switch(Officer.objects.select_for_update().get(pk=officer_id), "base.officer_reinstated", because, officer, is_active=True)


def colleagues(permission: str, region: str) -> QuerySet[Officer]:
    """Officers of exactly this office whose role has the permission, by name."""
    return Officer.objects.filter(region=region, department="", is_active=True, role__permissions__permission=permission).order_by("name", "id")


def everybody() -> QuerySet[Officer]:
    """All officers, those at work first, by place."""
    return Officer.objects.select_related("role").order_by("-is_active", "region", "username")


def _why_not(username: str, name: str, role: str, region: str, department: str, because: str) -> str:
    if not _USERNAME.fullmatch(username):
        return "账号由小写字母开头，只含小写字母、数字和连字符，至少三位。"
    if not name.strip() or not because.strip():
        return "请填写姓名和理由。"
    if role != "administrator" and role not in LEVELS:
        return "请选择一种岗位。"
    if (role == "department") != bool(department):
        return "部门人员须选择部门，其他岗位不选。"
    try:
        level = regions.level_of(region) if region else ""
    except regions.UnknownRegion:
        level = "unknown"
    if level != LEVELS.get(role, ""):
        return {"town": "乡镇（街道）经办须选择乡镇（街道）。", "county": "这一岗位须选择县（市、区）。"}.get(LEVELS.get(role, ""), "系统管理员不选择区划。")
    return ""


def _switch(switched: Officer, verb: str, because: str, by: Officer, *, is_active: bool) -> Officer:
    """Switched twice is switched once."""
    if switched.is_active != is_active:
        switched.is_active = is_active
        switched.save(update_fields=["is_active"])
        audit.record(verb, about=switched, by=by, because=because.strip())
    return switched
