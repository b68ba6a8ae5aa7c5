"""低收入人口数据库: the room as Django knows it."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """People, households, memberships, facts, coverage, the staff register."""

    name = "doudi.registry"
    label = "registry"
    verbose_name = "低收入人口数据库"
    default_auto_field = "django.db.models.BigAutoField"
