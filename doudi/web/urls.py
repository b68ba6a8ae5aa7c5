"""页面地图: every address of the site."""

from django.urls import path

from doudi.web.console.audit_trail import audit_trail
from doudi.web.console.home import home
from doudi.web.console.own_account import own_account
from doudi.web.console.sign_in import sign_in, sign_out

urlpatterns = [
    path("", home, name="home"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
    path("account", own_account, name="own_account"),
    path("audit", audit_trail, name="audit_trail"),
]
