"""信息核对·动作: what others may do with departments' files."""

from doudi.verification.actions.inbox import receive_inbox
from doudi.verification.actions.receive import CannotReceive, receive, shown_name
from doudi.verification.actions.request import CannotRequest, request_checks
from doudi.verification.actions.settle import CannotSettle, admit, settle
from doudi.verification.receipts import Receipt

__all__ = ["CannotReceive", "CannotRequest", "CannotSettle", "Receipt", "admit", "receive", "receive_inbox", "request_checks", "settle", "shown_name"]
