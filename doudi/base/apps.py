"""地基: the Django app of the ground floor."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Officers, audit and the lake's catalogue."""

    name = "doudi.base"
    label = "base"
    verbose_name = "地基"
    default_auto_field = "django.db.models.BigAutoField"
