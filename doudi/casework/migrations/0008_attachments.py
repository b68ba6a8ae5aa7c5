"""材料: photographs and papers of a case; rows by region, taken away with a reason and never after the decision that rested on them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# What is once attached stays as it is. It may be hung on a visit once, and be taken away once, with a reason, while no decision has followed it.
STAYS = """
CREATE FUNCTION casework_attachment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['investigation_id', 'removed_by_id', 'removed_on', 'removal_reason', 'small_sealed'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'attachment %: its row stays', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.removed_on IS NOT NULL OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change)
        OR (OLD.investigation_id IS NOT NULL AND NEW.investigation_id IS DISTINCT FROM OLD.investigation_id)
        OR (NEW.removed_on IS NULL AND NEW.small_sealed IS DISTINCT FROM OLD.small_sealed) THEN
        RAISE EXCEPTION 'attachment %: what was attached stays', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.removed_on IS NOT NULL AND EXISTS (
        SELECT 1 FROM casework_decision d
        WHERE (d.application_id = NEW.application_id OR d.change_id = NEW.change_id) AND d.decided_on >= NEW.added_on) THEN
        RAISE EXCEPTION 'attachment %: a decision rests on it', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER casework_attachment_stays BEFORE UPDATE OR DELETE ON casework_attachment FOR EACH ROW EXECUTE FUNCTION casework_attachment_stays();
CREATE FUNCTION casework_page_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT 1 FROM casework_attachment WHERE id = OLD.attachment_id AND removed_on IS NULL) THEN
        RAISE EXCEPTION 'page of attachment %: what was attached stays', OLD.attachment_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER casework_page_stays BEFORE UPDATE OR DELETE ON casework_attachmentpage FOR EACH ROW EXECUTE FUNCTION casework_page_stays();
"""
NO_MORE = """
DROP TRIGGER casework_page_stays ON casework_attachmentpage; DROP FUNCTION casework_page_stays();
DROP TRIGGER casework_attachment_stays ON casework_attachment; DROP FUNCTION casework_attachment_stays();
"""


class Migration(migrations.Migration):
    """Three tables, and what the database itself refuses."""

    dependencies = [
        ('base', '0003_kept_files'),
        ('casework', '0007_after_confirmation'),
        ('registry', '0002_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('kind', models.CharField(choices=[('visit', '入户照片'), ('id_card', '身份证'), ('bill', '医疗票据'), ('income', '收入、财产证明'), ('other', '其他材料')], max_length=10, verbose_name='种类')),
                ('source', models.CharField(max_length=64, verbose_name='来件指纹')),
                ('small_sealed', models.BinaryField(verbose_name='缩略图')),
                ('added_on', models.DateField(verbose_name='上传日期')),
                ('removed_on', models.DateField(null=True, verbose_name='删除日期')),
                ('removal_reason', models.TextField(blank=True, verbose_name='删除理由')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('application', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='casework.application', verbose_name='申请')),
                ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='casework.change', verbose_name='变更')),
                ('investigation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photographs', to='casework.investigation', verbose_name='调查')),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='删除人')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AttachmentPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField(verbose_name='页')),
                ('file', models.CharField(max_length=64, verbose_name='文件指纹')),
                ('width', models.IntegerField(verbose_name='宽')),
                ('height', models.IntegerField(verbose_name='高')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='casework.attachment', verbose_name='材料')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Transcript',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10, verbose_name='种类')),
                ('billed_on', models.DateField(null=True, verbose_name='票据日期')),
                ('self_paid_fen', models.BigIntegerField(null=True, verbose_name='个人自付（分）')),
                ('confirmed_on', models.DateField(verbose_name='核对日期')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transcripts', to='casework.attachment', verbose_name='材料')),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核对人')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person', verbose_name='谁的')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('application__isnull', False), ('change__isnull', False), _connector='XOR'), name='attachment_of_one_case'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('investigation', None), models.Q(('application__isnull', False), ('kind', 'visit')), _connector='OR'), name='only_photographs_of_a_visit_hang_on_it'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['visit', 'id_card', 'bill', 'income', 'other']), models.Q(('region', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='attachment_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removal_reason', ''), ('removed_by', None), ('removed_on', None)), models.Q(('removed_by__isnull', False), ('removed_on__isnull', False), models.Q(('removal_reason', ''), _negated=True)), _connector='OR'), name='attachment_removed_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_on', None)), fields=('application', 'source'), name='attached_once_to_an_application'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_on', None)), fields=('change', 'source'), name='attached_once_to_a_change'),
        ),
        migrations.AddConstraint(
            model_name='attachmentpage',
            constraint=models.UniqueConstraint(fields=('attachment', 'number'), name='attachment_page_once'),
        ),
        migrations.AddConstraint(
            model_name='transcript',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('billed_on', None), ('kind', 'id_card'), ('self_paid_fen', None)), models.Q(('billed_on__isnull', False), ('billed_on__lte', models.F('confirmed_on')), ('kind', 'bill'), ('self_paid_fen__gte', 0)), _connector='OR'), name='transcript_fits_its_paper'),
        ),
        *[rls.scoped(f"casework_{table}") for table in ("attachment", "attachmentpage", "transcript")],
        rls.append_only("casework_transcript"),
        migrations.RunSQL(STAYS, NO_MORE),
    ]
