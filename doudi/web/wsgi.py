"""页面: what gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.settings")
application = get_wsgi_application()


def settle() -> None:
    """Read the pages' addresses and the rules before anybody asks, and let the collector leave alone what will live as long as the process.

    The rules are some hundred thousand objects: walked through again and again, they held up whichever request came at that moment.
    """
    from django.urls import get_resolver

    from doudi import law
    from doudi.flows.clock import today

    get_resolver().check()
    law.book(today())
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


settle()
