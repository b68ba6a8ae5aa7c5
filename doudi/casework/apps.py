"""经办: the room as Django knows it."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "doudi.casework"
    label = "casework"
    verbose_name = "经办"
    default_auto_field = "django.db.models.BigAutoField"
