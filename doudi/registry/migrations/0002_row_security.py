"""行级权限: who sees which people, families and facts, held by the database."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

from django.db import migrations

from doudi.base import rls

REGION = "(select nullif(current_setting('doudi.region', true), ''))"

# A person is seen where they are registered and where they live in a household: in_two_households crosses towns.
LIVES_WITHIN = f"EXISTS (SELECT 1 FROM registry_membership m WHERE m.person_id = {{person}} AND starts_with(m.region, {REGION}))"

# What becomes known of somebody is for the place they live in; a place they have left keeps the name on its old pages, and what it knew then.
STILL_LIVES_WITHIN = LIVES_WITHIN.replace("WHERE", "WHERE m.until_on IS NULL AND")

# The filing of 57号 第十一条 asks for relatives of staff anywhere in the county.
SAME_COUNTY = f"starts_with(region, left({REGION}, 6))"


class Migration(migrations.Migration):
    """Rows by region; coverage is about places and periods, not about people, and stays open."""

    dependencies = [("registry", "0001_initial"), ("base", "0002_ground_rules")]

    operations = [
        rls.scoped("registry_household"),
        rls.scoped("registry_membership"),
        rls.scoped("registry_person", using=f"{rls.REGION_VISIBLE} OR {LIVES_WITHIN.format(person='registry_person.id')}"),
        rls.scoped("registry_fact", using=f"{rls.REGION_VISIBLE} OR {STILL_LIVES_WITHIN.format(person='registry_fact.person_id')}", check=rls.REGION_VISIBLE),
        rls.scoped("registry_staffmember", using=SAME_COUNTY, check=rls.REGION_VISIBLE),
    ]
