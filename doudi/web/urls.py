"""页面地图: every address of the site."""

from django.urls import path

from doudi.web.console.audit_trail import audit_trail
from doudi.web.console.home import home
from doudi.web.console.own_account import own_account
from doudi.web.console.proof import proof
from doudi.web.console.sign_in import sign_in, sign_out
from doudi.web.console.today import today

urlpatterns = [
    path("", home, name="home"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
    path("account", own_account, name="own_account"),
    path("today", today, name="today"),
    path("check", proof, name="proof"),
    path("audit", audit_trail, name="audit_trail"),
]
