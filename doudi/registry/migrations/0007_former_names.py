"""曾用名: names people bore before, seen where the person is; what was recorded stays, and goes only by being withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# As the people themselves: where they are registered, and where they live now.
WHERE = f"""{rls.REGION_VISIBLE} OR EXISTS (SELECT 1 FROM registry_membership m WHERE m.until_on IS NULL AND m.person_id = registry_formername.person_id
    AND starts_with(m.region, (select nullif(current_setting('doudi.region', true), ''))))"""  # noqa: S608 (this room's own text)
KEPT = """
CREATE TRIGGER registry_formername_kept BEFORE DELETE ON registry_formername FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER registry_formernames_kept BEFORE TRUNCATE ON registry_formername FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER registry_formername_as_written BEFORE UPDATE ON registry_formername FOR EACH ROW
    WHEN (OLD.withdrawn_on IS NOT NULL OR (OLD.person_id, OLD.name, OLD.name_key, OLD.until_on, OLD.source, OLD.because, OLD.recorded_on, OLD.recorded_by_id)
        IS DISTINCT FROM (NEW.person_id, NEW.name, NEW.name_key, NEW.until_on, NEW.source, NEW.because, NEW.recorded_on, NEW.recorded_by_id))
    EXECUTE FUNCTION doudi_refuse_change();
"""
NOT_KEPT = """
DROP TRIGGER registry_formername_as_written ON registry_formername;
DROP TRIGGER registry_formernames_kept ON registry_formername;
DROP TRIGGER registry_formername_kept ON registry_formername;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0006_supporters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='曾用名')),
                ('name_key', models.CharField(max_length=160, verbose_name='拼音序')),
                ('until_on', models.DateField(help_text='the last day it was borne; null: not known', null=True, verbose_name='更名日期')),
                ('source', models.CharField(help_text='officer, or waiting:12 for a row that was settled', max_length=40, verbose_name='来源')),
                ('because', models.TextField(verbose_name='依据')),
                ('recorded_on', models.DateField(verbose_name='登记日期')),
                ('withdrawn_on', models.DateField(null=True, verbose_name='撤销日期')),
                ('withdrawn_because', models.TextField(blank=True, verbose_name='撤销理由')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='registry.person', verbose_name='人员')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
            ],
            options={
                'ordering': ['recorded_on', 'id'],
                'indexes': [models.Index(condition=models.Q(('withdrawn_on', None)), fields=['name_key'], name='former_name_sounding')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on', None)), fields=('person', 'name'), name='former_name_once'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_because', ''), ('withdrawn_by', None), ('withdrawn_on', None)), models.Q(('withdrawn_by__isnull', False), ('withdrawn_on__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='former_name_withdrawn_whole'), models.CheckConstraint(condition=models.Q(('because', ''), _negated=True), name='former_name_has_grounds')],
            },
        ),
        rls.scoped("registry_formername", using=WHERE),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
