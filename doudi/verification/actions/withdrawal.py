"""网上撤回授权: whoever holds the slip of their consent takes it back by themselves; from then on no list carries them, and an officer hears them.

个人信息保护法 第十五、十六条; 社会救助法 第四十三、四十八条.
"""

from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto
from doudi.base.models import Officer
from doudi.law.figures import last_day
from doudi.verification import consent_slips
from doudi.verification.actions.keep import take_consents_back
from doudi.verification.consenting import given_with
from doudi.verification.models import Withdrawal

OF_A_SENDER = 20
"""How many a day from one address: a village's own terminal serves a village, and each needs a slip."""
LONGEST = 1000
NOT_YOURS = "编号和查验码不相符。请对照授权凭条核对；凭条遗失的，请到乡镇（街道）窗口。"
BECAUSE = "本人凭授权凭条在网上撤回"


class CannotWithdrawOnline(Exception):
    """Worded for the person; shown on the page as it stands."""


class CannotHear(Exception):
    """Worded for the officer."""


def withdraw_online(*, number: str, code: str, address: str, on: date) -> Withdrawal:
    """Take back what the slip's holder let departments be asked about for this family's case; the same once more is the same receipt.

    No list that leaves later carries them, no answer that comes later is kept and none that came before is used.
    Help goes on: who looks after the family hears them first (法 48).
    """
    proven = consent_slips.proven(number, code)
    if proven is None:
        raise CannotWithdrawOnline(NOT_YOURS)
    sender = crypto.index(address, purpose="address")
    with access.acting_as_system(proven[2:6]):
        consent = consent_slips.held(proven)
        if consent is None:
            raise CannotWithdrawOnline(NOT_YOURS)
        going = list(given_with(consent, on).select_for_update().order_by("id"))
        if not going and (earlier := consent_slips.taken_back_by(consent)):
            return earlier
        if not going:
            consent.refresh_from_db()
            ended = f"已于 {consent.withdrawn_on} 撤回" if consent.withdrawn_on else "已经到期"
            raise CannotWithdrawOnline(f"这份授权{ended}，不需要再撤回。")
        if Withdrawal.objects.filter(sender=sender, withdrawn_on=on).count() >= OF_A_SENDER:
            raise CannotWithdrawOnline("今天从这里提交的撤回已经较多，请到乡镇（街道）窗口撤回，或者明天再提交。")
        home = going[-1]  # the last one is of where they live now
        # 未规定: by when they are heard. Where the place says nothing either they are heard all the same, and the queue shows them every day.
        due_on = last_day("verification.hearing_workdays", region=home.region, on=on)
        made = Withdrawal.objects.create(person=home.person, household_id=home.household_id, withdrawn_on=on, sender=sender, due_on=due_on, region=home.region)
        for one in take_consents_back(going, on, BECAUSE, withdrawal=made):
            audit.record("verification.consent_withdrawn_online", about=one, by=access.SYSTEM, because=BECAUSE, detail={"receipt": made.number})
        return made


@transaction.atomic
def hear_withdrawal(*, withdrawal_id: int, words: str, officer: Officer, on: date) -> Withdrawal:
    """What an officer was told by somebody who took their consent back, and how their circumstances will be looked into instead; it decides nothing."""
    row = Withdrawal.objects.select_for_update().filter(pk=withdrawal_id).first()
    if row is None:
        raise CannotHear("没有这份网上撤回，或不在您负责的区域内。")
    access.require(officer, "verification.record_consent", row.region)
    words = words.strip()
    if not 2 <= len(words) <= LONGEST:
        raise CannotHear(f"请写明听取的意见和今后的核实方式（2 到 {LONGEST} 个字）。")
    if row.heard_on:
        raise CannotHear(f"{row.number} 已于 {row.heard_on} 听取意见，不能重复登记。")
    row.heard_on, row.heard_by, row.heard_words = on, officer, words
    row.save(update_fields=["heard_on", "heard_by", "heard_words"])
    audit.record("verification.withdrawal_heard", about=row, by=officer)
    return row
