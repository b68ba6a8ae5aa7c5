"""名单: what is sent to a department: its number, and of each person the place on it, the ID number and the name; nothing else leaves."""

import csv
import io
from datetime import date
from pathlib import Path

from doudi.base import crypto, home
from doudi.verification.consenting import in_force
from doudi.verification.models import Request


def file_name(request: Request) -> str:
    """What the list is called, in the folder and in its envelope."""
    return f"{request.number}.csv"


def path_of(request: Request) -> Path:
    """Where a list lies that goes by folder; one for another county's department in the folder of that county."""
    return folder_of(request.asked_in) / file_name(request)


def folder_of(asked_in: str) -> Path:
    """Where departments of the own county fetch their lists, or those of another county."""
    return home.folder("requests", *filter(None, [asked_in]))


def content_of(request: Request, on: date) -> bytes:
    """The list as it may leave on a day: without those whose consent has ended since they were put on it, otherwise the same bytes whenever it is written;
    read in a scope that shows all of its people."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(["QQH", "XH", "SFZH", "XM"])
    rows = list(request.people.filter(in_force(on, "consent__")).order_by("place").values_list("place", "person__id_sealed", "person__name"))
    numbers = crypto.open_many([bytes(sealed) for _, sealed, _ in rows], purpose="id_number")
    lines.writerows([request.number, place, number, name] for (place, _, name), number in zip(rows, numbers, strict=True))
    return text.getvalue().encode("utf-8-sig")
