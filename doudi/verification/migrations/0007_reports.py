"""核对报告: frozen reports, what stands behind each answer, objections with what was brought along."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

TABLES = ("report", "item", "checkobjection", "objectionpaper")
# An item says what a department said: it is never rewritten, and goes only with a row that was about somebody else.
ITEMS = """
CREATE TRIGGER verification_item_keeps_rows BEFORE UPDATE ON verification_item FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE FUNCTION verification_drop_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM verification_item WHERE requested_id = NEW.requested_id AND delivery_id = NEW.delivery_id;
    RETURN NULL;
END $$;
CREATE TRIGGER verification_waitingrow_drops_items AFTER UPDATE OF outcome ON verification_waitingrow FOR EACH ROW
    WHEN (NEW.outcome IN ('nobody', 'superseded') AND NEW.requested_id IS NOT NULL) EXECUTE FUNCTION verification_drop_items();
"""
NO_ITEMS = """
DROP TRIGGER verification_waitingrow_drops_items ON verification_waitingrow;
DROP FUNCTION verification_drop_items();
DROP TRIGGER verification_item_keeps_rows ON verification_item;
"""
# What was said and where it ended stays; only an open objection goes on. A report takes the place of one about the same family.
HELD = """
CREATE TRIGGER verification_checkobjection_keeps_rows BEFORE DELETE ON verification_checkobjection FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_checkobjection_keeps_ends BEFORE UPDATE ON verification_checkobjection FOR EACH ROW
    WHEN (OLD.outcome <> '' OR OLD.sealed <> NEW.sealed OR OLD.filed_on <> NEW.filed_on OR OLD.due_on <> NEW.due_on OR OLD.report_id <> NEW.report_id)
    EXECUTE FUNCTION doudi_refuse_change();
CREATE FUNCTION verification_same_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT household_id FROM verification_report WHERE id = NEW.supersedes_id) IS DISTINCT FROM NEW.household_id THEN
        RAISE EXCEPTION 'a report supersedes one about the same family' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verification_report_same_family BEFORE INSERT ON verification_report FOR EACH ROW
    WHEN (NEW.supersedes_id IS NOT NULL) EXECUTE FUNCTION verification_same_family();
"""
NOT_HELD = """
DROP TRIGGER verification_report_same_family ON verification_report;
DROP FUNCTION verification_same_family();
DROP TRIGGER verification_checkobjection_keeps_ends ON verification_checkobjection;
DROP TRIGGER verification_checkobjection_keeps_rows ON verification_checkobjection;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_strangers'),
        ('verification', '0006_consent'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=24, unique=True, verbose_name='报告编号')),
                ('origin', models.CharField(blank=True, help_text='application:12, or empty for a recurrent check', max_length=40, verbose_name='所为事项')),
                ('made_on', models.DateField(verbose_name='出具日期')),
                ('valid_until', models.DateField(verbose_name='有效期至')),
                ('sealed', models.BinaryField(verbose_name='内容（密文）')),
                ('digest', models.CharField(max_length=64, verbose_name='内容指纹（SM3）')),
                ('file', models.CharField(max_length=64, verbose_name='文件密存名')),
                ('file_digest', models.CharField(max_length=64, verbose_name='文件指纹（SM3）')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='家庭')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='出具人')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='verification.report', verbose_name='取代的报告')),
            ],
            options={
                'ordering': ['-made_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CheckObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('window', '窗口'), ('online', '网上')], max_length=6, verbose_name='提出方式')),
                ('sealed', models.BinaryField(verbose_name='异议内容（密文）')),
                ('contact_sealed', models.BinaryField(verbose_name='联系方式（密文）')),
                ('sender', models.BinaryField(default=b'', help_text='a keyed mark of the address, to count online ones; empty at the window', max_length=32, verbose_name='来源标记')),
                ('filed_on', models.DateField(verbose_name='提出日期')),
                ('due_on', models.DateField(verbose_name='复查期限')),
                ('asked_again', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None, verbose_name='复查的数据')),
                ('rechecked_on', models.DateField(null=True, verbose_name='发起复查日期')),
                ('requests', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='复查请求')),
                ('outcome', models.CharField(blank=True, choices=[('', '复查中'), ('corrected', '核对结果有误，已更正'), ('upheld', '核对结果无误'), ('withdrawn', '申请人撤回')], default='', max_length=10, verbose_name='结果')),
                ('because', models.TextField(blank=True, verbose_name='办结说明')),
                ('closed_on', models.DateField(null=True, verbose_name='办结日期')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('new_report', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ends', to='verification.report', verbose_name='复查后的报告')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='verification.report', verbose_name='报告')),
            ],
            options={
                'ordering': ['filed_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_number', models.BigIntegerField(verbose_name='行号')),
                ('counted', models.BigIntegerField(verbose_name='计入数')),
                ('sealed', models.BinaryField(verbose_name='内容（密文）')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='verification.delivery', verbose_name='到件')),
                ('requested', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='verification.requestedperson', verbose_name='请求名单')),
            ],
            options={
                'ordering': ['delivery_id', 'row_number'],
                'constraints': [models.UniqueConstraint(fields=('delivery', 'row_number'), name='one_item_a_row')],
            },
        ),
        migrations.CreateModel(
            name='ObjectionPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='页')),
                ('file', models.CharField(max_length=64, verbose_name='文件密存名')),
                ('added_on', models.DateField(verbose_name='收到日期')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接收人')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='verification.checkobjection', verbose_name='异议')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('objection', 'number'), name='objection_paper_once')],
            },
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['household'], name='reports_of_household'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('made_on'))), name='report_is_valid_when_made'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('supersedes', None), models.Q(('supersedes', models.F('id')), _negated=True), _connector='OR'), name='report_supersedes_another'),
        ),
        migrations.AddIndex(
            model_name='checkobjection',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['region', 'due_on'], name='check_objections_open'),
        ),
        migrations.AddConstraint(
            model_name='checkobjection',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('report',), name='one_open_objection_a_report'),
        ),
        migrations.AddConstraint(
            model_name='checkobjection',
            constraint=models.CheckConstraint(condition=models.Q(('channel', 'online'), ('recorded_by__isnull', False), _connector='OR'), name='window_objection_has_its_officer'),
        ),
        migrations.AddConstraint(
            model_name='checkobjection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('because', ''), ('closed_by', None), ('closed_on', None), ('new_report', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_by__isnull', False), ('closed_on__isnull', False), models.Q(('because', ''), _negated=True), models.Q(models.Q(('new_report', None), ('outcome', 'withdrawn')), models.Q(('new_report__isnull', False), ('outcome__in', ['corrected', 'upheld']), ('rechecked_on__isnull', False)), _connector='OR')), _connector='OR'), name='check_objection_closed_whole'),
        ),
        *[rls.scoped(f"verification_{table}") for table in TABLES],
        rls.append_only("verification_report"),
        rls.append_only("verification_objectionpaper"),
        migrations.RunSQL(ITEMS, NO_ITEMS),
        migrations.RunSQL(HELD, NOT_HELD),
    ]
