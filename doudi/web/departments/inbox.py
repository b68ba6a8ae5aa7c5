"""部门收件箱: what social assistance has put before this department, nearest deadline first."""

from functools import partial

from django.http import HttpRequest, HttpResponse

from doudi.referral import queries as referral
from doudi.web.access import may
from doudi.web.console.referrals import listed

LISTS = {
    "waiting": ("待接收", partial(referral.inbox, state="sent")),
    "in_hand": ("办理中", partial(referral.inbox, state="accepted")),
    "escalated": ("已督办", referral.escalated),
    "completed": ("已反馈", referral.completed),
}


@may("referral.answer")
def inbox(request: HttpRequest) -> HttpResponse:
    """Only what was sent to the officer's own department and county."""
    return listed(request, LISTS, "departments/inbox.html")
