"""身份·待遇·发放: the room as Django knows it."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "doudi.benefits"
    label = "benefits"
    verbose_name = "身份·待遇·发放"
