"""账户: a card is kept and money goes to another's name only by agreements of two people; what is known to be closed is paid into no more."""

from doudi.oversight.invariants import Invariant

INVARIANTS = [
    Invariant(
        "代管的卡都是本人户名，有书面协议，由登记人以外的人备案",
        "最低生活保障审核确认办法 第二十六条",
        "SELECT count(*) FROM benefits_custody",
        """SELECT k.id, k.paper FROM benefits_custody k JOIN benefits_account c ON c.id = k.account_id JOIN registry_person p ON p.id = c.person_id
           WHERE k.custodian = '' OR k.paper = '' OR k.agreed_on > k.recorded_on OR c.holder_name <> p.name
              OR k.filed_on IS NOT NULL AND (k.filed_by_id IS NULL OR k.filed_by_id = k.recorded_by_id OR k.filed_on < k.agreed_on)
              OR k.ended_on IS NULL AND EXISTS (SELECT FROM benefits_custody o WHERE o.account_id = k.account_id AND o.ended_on IS NULL AND o.id <> k.id)""",
    ),
    Invariant(
        "他人、机构户名的账户，凭写明编号的协议，都经第二人核对",
        "最低生活保障审核确认办法 第二十五条",
        "SELECT count(*) FROM benefits_account c JOIN registry_person p ON p.id = c.person_id WHERE c.holder_name <> p.name",
        # What the system before ours had on file has no number; an institution's is by agreement always.
        """SELECT c.id, c.number_tail FROM benefits_account c JOIN registry_person p ON p.id = c.person_id
           WHERE (c.paper = '') <> (c.checked_by_id IS NULL) OR c.paper <> '' AND (c.filed_on IS NULL OR c.holder_name = p.name)
              OR c.is_institution AND (c.paper = '' OR c.holder_name = p.name)""",
    ),
    Invariant(
        "发到他人、机构户名的，送银行时都有协议",
        "最低生活保障审核确认办法 第二十五条",
        """SELECT count(*) FROM benefits_payline l JOIN benefits_account c ON c.id = l.account_id JOIN registry_person p ON p.id = l.payee_id
           WHERE l.sent_on IS NOT NULL AND c.holder_name <> p.name""",
        """SELECT l.id, l.state FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id JOIN benefits_account c ON c.id = l.account_id
           JOIN registry_person p ON p.id = l.payee_id
           WHERE l.sent_on IS NOT NULL AND r.kind <> 'imported' AND NOT l.is_cash AND c.holder_name <> p.name
             AND (c.filed_on IS NULL OR c.filed_on > l.sent_on)""",
    ),
    Invariant(
        "定稿前已知销户的，没有发到那里，都暂缓等人处理",
        "最低生活保障审核确认办法 第二十五条",
        "SELECT count(*) FROM benefits_account WHERE closed_known_on IS NOT NULL",
        """SELECT l.id, l.state FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id JOIN benefits_account c ON c.id = l.account_id
           WHERE c.closed_known_on < r.frozen_on AND NOT l.is_cash AND l.state IN ('due', 'sent', 'paid', 'failed')""",
    ),
]
