"""义务人: a row of its own for each family's case, which is never a member of any household."""

import django.db.models.deletion
from django.db import migrations, models

# A supporter's row is nobody's member, and stays the family's for whose case it was made.
APART = """
CREATE INDEX supporters_rows ON registry_person (id) WHERE supports_id IS NOT NULL;

CREATE FUNCTION registry_supporters_live_nowhere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM registry_person p JOIN fresh ON fresh.person_id = p.id WHERE p.supports_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a supporter outside is no member of a household' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER registry_supporters_join_nothing AFTER INSERT ON registry_membership REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION registry_supporters_live_nowhere();
CREATE TRIGGER registry_supporters_turn_into_nobody AFTER UPDATE ON registry_membership REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION registry_supporters_live_nowhere();
CREATE TRIGGER registry_supporter_stays BEFORE UPDATE ON registry_person FOR EACH ROW
    WHEN (OLD.supports_id IS DISTINCT FROM NEW.supports_id OR OLD.number_mark IS DISTINCT FROM NEW.number_mark)
    EXECUTE FUNCTION doudi_refuse_change();
"""
TOGETHER = """
DROP TRIGGER registry_supporter_stays ON registry_person; DROP TRIGGER registry_supporters_turn_into_nobody ON registry_membership;
DROP TRIGGER registry_supporters_join_nothing ON registry_membership; DROP FUNCTION registry_supporters_live_nowhere();
DROP INDEX supporters_rows;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0005_sounding'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='number_mark',
            field=models.BinaryField(max_length=32, null=True, verbose_name='义务人身份证号（索引）'),
        ),
        migrations.AddField(
            model_name='person',
            name='supports',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='为哪户的义务人'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('supports__isnull', False)), fields=('supports', 'number_mark'), name='one_supporter_a_family'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number_mark', None), ('supports', None)), models.Q(('id_index', None), ('number_mark__isnull', False), ('supports__isnull', False)), _connector='OR'), name='supporter_is_found_by_nobody_else'),
        ),
        migrations.RunSQL(APART, TOGETHER),
    ]
