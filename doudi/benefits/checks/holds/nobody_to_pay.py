"""无人可付: the only one whose life the money rests on is known to have died."""

from doudi.benefits.checks.check import NOW_MEMBER, PAYEE_IS_DEAD, Hold

SOMEBODY_LIVES = f"""EXISTS (SELECT FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
    WHERE {NOW_MEMBER} AND (p.death_known_on IS NULL OR p.death_known_on > %(on)s))"""

# Who lived there when the last of the dead died, and has moved since: the help will follow them, and until then the household they left is paid.
MOVED_AWAY = """EXISTS (SELECT FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
    WHERE m.household_id = l.household_id AND m.until_on <= %(on)s AND (p.death_known_on IS NULL OR p.death_known_on > %(on)s) AND m.until_on > coalesce((
        SELECT max(q.died_on) FROM registry_membership d JOIN registry_person q ON q.id = d.person_id
        WHERE d.household_id = l.household_id AND q.death_known_on <= %(on)s), '-infinity'))"""

# One person's standing rests on that person's life; a family's on anybody of it living, whoever collects for it.
# A payee unknown here is not taken for dead, nor is a family of whom nobody is registered.
NOBODY = f"""CASE WHEN s.person_id IS NULL
    THEN NOT {SOMEBODY_LIVES} AND NOT {MOVED_AWAY} AND ({PAYEE_IS_DEAD} OR EXISTS (SELECT FROM registry_membership m WHERE {NOW_MEMBER}))
    ELSE coalesce((SELECT q.death_known_on <= %(on)s FROM registry_person q WHERE q.id = s.person_id), false) END"""  # noqa: S608

CHECK = Hold(
    code="nobody_to_pay",
    title="唯一领取人已去世",
    order=1,
    word="登记显示领取人已去世。如有其他共同生活的家庭成员，或者登记有误，请联系乡镇（街道）；核实后照发。",
    awards=NOBODY,
    # A line that an officer has settled goes to whom that officer named, as a last month due to a family that is no more goes to its heirs.
    lines=f"CASE WHEN l.settled_by_id IS NULL THEN {NOBODY} ELSE {PAYEE_IS_DEAD} END",
)
