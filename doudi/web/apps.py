"""页面: the Django app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their templates and their static files."""

    name = "doudi.web"
    label = "web"
    verbose_name = "页面"
