"""监管: the room as Django knows it."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "doudi.oversight"
    label = "oversight"
    verbose_name = "监管"
    default_auto_field = "django.db.models.BigAutoField"
