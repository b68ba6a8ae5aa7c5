"""部门所报曾用名: a name that a department has told stands without an officer, under its reference, and goes by its own correction."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# As in 0007, the reference too stays as it was written.
KEPT = """
DROP TRIGGER registry_formername_as_written ON registry_formername;
CREATE TRIGGER registry_formername_as_written BEFORE UPDATE ON registry_formername FOR EACH ROW
    WHEN (OLD.withdrawn_on IS NOT NULL
        OR (OLD.person_id, OLD.name, OLD.name_key, OLD.until_on, OLD.source, OLD.ref, OLD.because, OLD.recorded_on, OLD.recorded_by_id)
        IS DISTINCT FROM (NEW.person_id, NEW.name, NEW.name_key, NEW.until_on, NEW.source, NEW.ref, NEW.because, NEW.recorded_on, NEW.recorded_by_id))
    EXECUTE FUNCTION doudi_refuse_change();
"""
NOT_KEPT = """
DROP TRIGGER registry_formername_as_written ON registry_formername;
CREATE TRIGGER registry_formername_as_written BEFORE UPDATE ON registry_formername FOR EACH ROW
    WHEN (OLD.withdrawn_on IS NOT NULL OR (OLD.person_id, OLD.name, OLD.name_key, OLD.until_on, OLD.source, OLD.because, OLD.recorded_on, OLD.recorded_by_id)
        IS DISTINCT FROM (NEW.person_id, NEW.name, NEW.name_key, NEW.until_on, NEW.source, NEW.because, NEW.recorded_on, NEW.recorded_by_id))
    EXECUTE FUNCTION doudi_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0008_former_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='formername',
            name='former_name_withdrawn_whole',
        ),
        migrations.AddField(
            model_name='formername',
            name='ref',
            field=models.CharField(blank=True, db_default='', default='', max_length=80, verbose_name='来源编号'),
        ),
        migrations.AlterField(
            model_name='formername',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AlterField(
            model_name='formername',
            name='source',
            field=models.CharField(help_text='officer, waiting:12 for a row that was settled, or a feed', max_length=40, verbose_name='来源'),
        ),
        migrations.AddConstraint(
            model_name='formername',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_because', ''), ('withdrawn_by', None), ('withdrawn_on', None)), models.Q(('withdrawn_on__isnull', False), models.Q(('withdrawn_because', ''), _negated=True), models.Q(('withdrawn_by__isnull', False), models.Q(('ref', ''), _negated=True), _connector='OR')), _connector='OR'), name='former_name_withdrawn_whole'),
        ),
        migrations.AddConstraint(
            model_name='formername',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recorded_by__isnull', False), ('ref', '')), models.Q(('recorded_by', None), models.Q(('ref', ''), _negated=True)), _connector='OR'), name='former_name_said_by_one'),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        rls.not_undone_while("registry_formername", "recorded_by_id IS NULL", "有部门报送的曾用名，没有登记人"),
    ]
