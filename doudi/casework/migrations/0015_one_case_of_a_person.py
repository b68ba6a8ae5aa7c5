"""本案人员: nobody is in two open applications, wherever they lie; a case that closes lets its people go."""

import django.db.models.deletion
from django.db import migrations, models

from doudi.base import rls

# Whoever may change the case's state sees its people too: they carry its region.
CLOSED_LETS_GO = """
CREATE FUNCTION casework_party_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE casework_party SET is_open = NEW.state NOT IN ('decided', 'withdrawn', 'ended') WHERE application_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER casework_party_follows AFTER UPDATE OF state ON casework_application
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION casework_party_follows();
"""
# Cases open today; who is in two of them stays with the older, and both run on. Their owner must see the rows for this, and does not afterwards.
OPEN_TODAY = """
ALTER TABLE casework_application NO FORCE ROW LEVEL SECURITY;
ALTER TABLE registry_membership NO FORCE ROW LEVEL SECURITY;
INSERT INTO casework_party (application_id, person_id, is_open, region)
    SELECT DISTINCT a.id, m.person_id, true, a.region FROM casework_application a JOIN registry_membership m USING (household_id)
    WHERE a.state NOT IN ('decided', 'withdrawn', 'ended') AND m.from_on <= a.accepted_on AND (m.until_on IS NULL OR m.until_on > a.accepted_on)
    ORDER BY a.id ON CONFLICT DO NOTHING;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE registry_membership FORCE ROW LEVEL SECURITY;
ALTER TABLE casework_application FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0014_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(default=True, verbose_name='在办')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='casework.application', verbose_name='申请')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person', verbose_name='家庭成员')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('person',), name='one_open_application_of_a_person')],
            },
        ),
        migrations.RunSQL(CLOSED_LETS_GO, "DROP TRIGGER casework_party_follows ON casework_application; DROP FUNCTION casework_party_follows();"),
        migrations.RunSQL(OPEN_TODAY, migrations.RunSQL.noop),
        rls.scoped("casework_party"),
    ]
