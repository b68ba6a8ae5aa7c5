"""信息核对: the room as Django knows it."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Deliveries, quarantine, rows that wait for a person, requests and their answers."""

    name = "doudi.verification"
    label = "verification"
    verbose_name = "信息核对"
    default_auto_field = "django.db.models.BigAutoField"
