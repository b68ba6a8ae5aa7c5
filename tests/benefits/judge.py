"""旁观者: judges a payday from tables and files alone. Knows psycopg, SQL and csv, and none of the house's code.

    python tests/benefits/judge.py DATABASE_URL BANK_FOLDER [--ended]      one JSON object: {"breaches": [...], "state": {...}}

Breaches hold at any moment, also right after a kill; with --ended, also that every payable award was paid exactly once. `state` is
the end in natural keys, so that two histories of the same month can be compared whatever numbers their rows have.
"""

import csv
import hashlib
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg

ALWAYS = {
    "an entry does not balance": "SELECT entry_id FROM benefits_posting GROUP BY 1 HAVING sum(amount_fen) <> 0 OR count(*) < 2",
    "an entry without postings": "SELECT id FROM benefits_entry e WHERE NOT EXISTS (SELECT FROM benefits_posting p WHERE p.entry_id = e.id)",
    "an award twice alive in a month": """SELECT award_id, month FROM benefits_payline WHERE state NOT IN ('reissued', 'cancelled')
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "an award sent or paid above its amount": """SELECT l.award_id, l.month FROM benefits_payline l JOIN benefits_award a ON a.id = l.award_id
        WHERE l.state IN ('sent', 'paid') GROUP BY 1, 2, a.amount_fen HAVING sum(l.amount_fen) > a.amount_fen""",
    "a run made twice": "SELECT region, month, kind, seq FROM benefits_payrun GROUP BY 1, 2, 3, 4 HAVING count(*) > 1",
    "a run without all its lines": """SELECT r.id FROM benefits_payrun r WHERE r.kind = 'regular' AND
        (SELECT count(*) FROM benefits_payline l WHERE l.run_id = r.id AND l.attempt = 1) <>
        (SELECT count(*) FROM benefits_award a WHERE starts_with(a.region, r.region) AND a.from_month <= r.month
            AND (a.until_month IS NULL OR a.until_month > r.month))""",
    "a run without exactly one audit row": """SELECT r.id FROM benefits_payrun r LEFT JOIN base_auditentry e
        ON e.about_kind = 'benefits.payrun' AND e.about_id = r.id AND e.verb IN ('run.prepared', 'run.reissued')
        WHERE r.kind = 'regular' GROUP BY 1 HAVING count(e.id) <> 1""",
    "a released run without its file, or the reverse": """SELECT r.id FROM benefits_payrun r LEFT JOIN benefits_bankfile f ON f.run_id = r.id
        WHERE (f.id IS NOT NULL) <> (r.released_on IS NOT NULL) AND r.kind <> 'imported'""",
    "a file whose lines are not its total": """SELECT f.id FROM benefits_bankfile f LEFT JOIN benefits_payline l
        ON l.run_id = f.run_id AND l.sent_on IS NOT NULL GROUP BY f.id HAVING count(l.id) <> f.lines OR coalesce(sum(l.amount_fen), 0) <> f.total_fen""",
    "ledger sent is not files sent": """SELECT 1 WHERE
        (SELECT coalesce(sum(amount_fen), 0) FROM benefits_posting WHERE account_id = 'bank' AND amount_fen > 0) <>
        (SELECT coalesce(sum(total_fen), 0) FROM benefits_bankfile)""",
    "ledger under way is not lines under way": """SELECT 1 WHERE (SELECT coalesce(sum(amount_fen), 0) FROM benefits_posting WHERE account_id = 'bank') <>
        (SELECT coalesce(sum(amount_fen), 0) FROM benefits_payline WHERE state = 'sent')""",
    "ledger owed is not lines owed": """SELECT 1 WHERE (SELECT coalesce(-sum(amount_fen), 0) FROM benefits_posting WHERE account_id = 'payable') <>
        (SELECT coalesce(sum(amount_fen), 0) FROM benefits_payline WHERE is_owed AND state IN ('due', 'held', 'sent', 'failed'))""",
    "a frozen line that is not owed": """SELECT l.id FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id
        WHERE r.frozen_on IS NOT NULL AND l.state IN ('due', 'sent', 'paid', 'failed') AND NOT l.is_owed""",
    "ledger out of the fund is not lines paid and under way": """SELECT 1 WHERE
        (SELECT coalesce(-sum(amount_fen), 0) FROM benefits_posting WHERE account_id = 'fund') <>
        (SELECT coalesce(sum(amount_fen), 0) FROM benefits_payline WHERE state IN ('sent', 'paid'))""",
}

STATE = {
    "runs": "SELECT region, month::text, kind, seq, state, townships, frozen_on::text, released_on::text, settled_on::text FROM benefits_payrun",
    "lines": """SELECT r.kind, r.seq, l.award_id, l.month::text, l.attempt, l.amount_fen, l.state, l.hold_reason, l.bank_reason, l.payee_id, c.number_tail,
        l.sent_on::text, l.answered_on::text, (SELECT string_agg(f.code, ',' ORDER BY f.code) FROM benefits_lineflag f WHERE f.line_id = l.id), o.attempt
        FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id
        LEFT JOIN benefits_account c ON c.id = l.account_id LEFT JOIN benefits_payline o ON o.id = l.replaces_id""",
    "signatures": "SELECT r.kind, r.seq, s.step, s.region, s.officer_id FROM benefits_runsignature s JOIN benefits_payrun r ON r.id = s.run_id",
    "postings": """SELECT r.kind, r.seq, split_part(e.key, ':', 1), split_part(e.key, ':', 3), e.on::text, p.account_id, p.kind, p.region, p.amount_fen
        FROM benefits_posting p JOIN benefits_entry e ON e.id = p.entry_id LEFT JOIN benefits_payrun r ON r.id = e.run_id""",
    "files": "SELECT name, lines, total_fen, written_on::text FROM benefits_bankfile",
    "returns": "SELECT name, paid_lines, paid_fen, failed_lines, failed_fen FROM benefits_bankreturn",
    "audit": "SELECT verb, count(*) FROM base_auditentry WHERE verb LIKE 'run.%' OR verb LIKE 'return.%' OR verb LIKE 'line.%' GROUP BY 1",
}


def rows_of(content: bytes) -> list[list[str]]:
    """The detail rows of a file of either direction."""
    return [row[1:] for row in csv.reader(io.StringIO(content.decode("gb18030"), newline="")) if row[0] == "D"]


def fen(yuan: str) -> int:
    whole, part = yuan.split(".")
    return int(whole) * 100 + int(part)


def judge_files(database: psycopg.Connection, bank: Path, found: Counter[str]) -> list[Any]:
    """What left for the bank is what the tables say left; what the bank paid, it paid once; returns the rows that left, in natural keys."""
    known = {name: (digest, lines, total) for name, digest, lines, total in database.execute("SELECT name, digest, lines, total_fen FROM benefits_bankfile")}
    award_of = {str(serial): (award, month) for serial, award, month in database.execute("SELECT id, award_id, month::text FROM benefits_payline")}
    out, serials, paid = sorted((bank / "out").glob("*.csv")), Counter[str](), Counter[Any]()
    left = []
    for path in out:
        content = path.read_bytes()
        rows = rows_of(content)
        facts = (hashlib.sha256(content).hexdigest(), len(rows), sum(fen(row[4]) for row in rows))
        found["a file that left and is not in the tables as it left"] += known.get(path.name) != facts
        serials.update(row[0] for row in rows)
        left += [(path.name, *row[1:]) for row in rows]
    waiting = {path.name for path in (bank / "staged").glob("*.csv")} - {path.name for path in out}
    found["a file in the tables that neither left nor waits"] += len(set(known) - {path.name for path in out} - waiting)
    found["a line in two files"] += sum(times > 1 for times in serials.values())
    for path in sorted((bank / "in").glob("*.csv")):
        paid.update(award_of[row[0]] for row in rows_of(path.read_bytes()) if row[2] == "S")
    found["an award paid twice by the bank"] += sum(times > 1 for times in paid.values())
    return left


def main(url: str, bank: Path, ended: bool) -> dict[str, Any]:
    found = Counter[str]()
    with psycopg.connect(url) as database:
        database.execute("SELECT set_config('doudi.region', '3707', false), set_config('doudi.officer', 'system', false)")
        for words, query in ALWAYS.items():
            found[words] += len(database.execute(query).fetchall())
        left = judge_files(database, bank, found)
        if ended:
            found["an award not settled"] += len(
                database.execute(
                    """SELECT a.id FROM benefits_award a JOIN benefits_payrun r ON r.kind = 'regular' AND starts_with(a.region, r.region)
                    WHERE a.from_month <= r.month AND (a.until_month IS NULL OR a.until_month > r.month) AND NOT EXISTS (SELECT FROM benefits_payline l
                    WHERE l.award_id = a.id AND l.month = r.month
                        AND (l.state IN ('held', 'cancelled') OR (l.state = 'paid' AND l.amount_fen = a.amount_fen)))"""
                ).fetchall()
            )
        state = {name: sorted(map(str, database.execute(query).fetchall())) for name, query in STATE.items()}
    return {"breaches": sorted(+found), "state": {**state, "left": sorted(map(str, left))}}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), "--ended" in sys.argv), ensure_ascii=False))
