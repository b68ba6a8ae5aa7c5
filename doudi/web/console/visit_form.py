"""调查表: the form of a visit on a phone: the scheme's questions, the six of the scale, and signatures drawn with a finger."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from doudi.casework import actions
from doudi.casework.visits import FORMS, SELF_CARE
from doudi.web.console.intake import Mistake

DRAWN = "data:image/png;base64,"
MOST_DRAWN = 200_000
NO_ANSWER = ""


def fields(application: Any, living: Sequence[Any], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """One group for the template: questions, and for tekun the scale of each living member, each with what was typed."""
    questions = [
        {"id": f"answer.{one.code}", "title": one.title, "answers": one.answers, "value": typed.get(f"answer.{one.code}", "")}
        for one in FORMS.get(application.scheme, ())
    ]
    people = living if application.scheme == "tekun" else ()
    scale = [{"id": member.person_id, "name": member.person.name, "able": [(code, title) for code, title in SELF_CARE.items()]} for member in people]
    kept = {name: typed.get(name, "") for name in ("who", "because", "family_name", "family_instead")}
    return [{"questions": questions, "scale": scale, **kept}]


def looked(typed: QueryDict, application: Any, people: Sequence[int]) -> actions.Looked:
    """What the form says of the way of looking; raises Mistake where a signature is no picture."""
    answers = {one.code: typed.get(f"answer.{one.code}", "") for one in FORMS.get(application.scheme, ())}
    assessed = [person for person in people if f"scale.{person}" in typed]
    return actions.Looked(
        manner=typed.get("manner", "") or "survey",
        who=typed.get("who", ""),
        because=typed.get("because", ""),
        answers={code: said for code, said in answers.items() if said},
        able={person: typed.getlist(f"able.{person}") for person in assessed},
        signed=[one for one in (_signed(typed, "family"), _signed(typed, "officer")) if one],
    )


def _signed(typed: QueryDict, side: str) -> actions.Signed | None:
    name, drawn, instead = (typed.get(f"{side}_{part}", "").strip() for part in ("name", "drawn", "instead"))
    if not (drawn or instead) and (side == "officer" or not name):
        return None  # the officer's name is always there; whether they signed here is theirs
    picture = b""
    if drawn:
        if not drawn.startswith(DRAWN) or len(drawn) > MOST_DRAWN:
            raise Mistake("签名图片不能识别，请重新签名。")
        try:
            picture = base64.b64decode(drawn.removeprefix(DRAWN), validate=True)
        except binascii.Error:
            raise Mistake("签名图片不能识别，请重新签名。") from None
    return actions.Signed(side, name, picture, "" if picture else instead)
