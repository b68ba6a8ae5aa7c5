"""因需推送·结果反馈: the room as Django knows it."""

from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "doudi.referral"
    label = "referral"
    verbose_name = "因需推送·结果反馈"
    default_auto_field = "django.db.models.BigAutoField"
