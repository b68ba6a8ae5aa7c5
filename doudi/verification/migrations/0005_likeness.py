"""相似与撤销: how sure a candidate is, what was accepted by likeness, and decisions that can be taken back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# A decision stays as it was made; it may be taken back, once.
KEPT = """
CREATE FUNCTION verification_keep_settling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.taken_back_on IS NULL AND NEW.taken_back_on IS NOT NULL
        AND (OLD.region, OLD.person, OLD.outcome, OLD.settled_on, OLD.settled_by_id, OLD.because, OLD.before, OLD.after)
            IS NOT DISTINCT FROM (NEW.region, NEW.person, NEW.outcome, NEW.settled_on, NEW.settled_by_id, NEW.because, NEW.before, NEW.after) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'verification_settling keeps what was decided' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER verification_settling_keeps_rows BEFORE UPDATE OR DELETE ON verification_settling FOR EACH ROW EXECUTE FUNCTION verification_keep_settling();
CREATE TRIGGER verification_settling_keeps_all BEFORE TRUNCATE ON verification_settling FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
FORGOTTEN = """
DROP TRIGGER verification_settling_keeps_rows ON verification_settling;
DROP TRIGGER verification_settling_keeps_all ON verification_settling;
DROP FUNCTION verification_keep_settling();
"""
# An answer stays as it was given, but for one that rests on a decision that is being taken back in the same transaction.
ANSWER_KEPT = """
CREATE FUNCTION verification_keep_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM verification_waitingrow w JOIN verification_settling s ON s.id = w.settling_id
        WHERE w.requested_id = OLD.requested_id AND w.delivery_id = OLD.delivery_id AND s.taken_back_on IS NOT NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'verification_answer keeps what was written' USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER verification_answer_keeps_rows ON verification_answer;
CREATE TRIGGER verification_answer_keeps_rows BEFORE UPDATE OR DELETE ON verification_answer FOR EACH ROW EXECUTE FUNCTION verification_keep_answer();
"""
ANSWER_FORGOTTEN = """
DROP TRIGGER verification_answer_keeps_rows ON verification_answer;
CREATE TRIGGER verification_answer_keeps_rows BEFORE UPDATE OR DELETE ON verification_answer FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
DROP FUNCTION verification_keep_answer();
"""


class Migration(migrations.Migration):
    """Decisions with their rows, by region; answers as before, but for those taken back."""

    dependencies = [
        ('registry', '0005_sounding'),
        ('verification', '0004_senders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Settling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=12, verbose_name='县区')),
                ('person', models.BigIntegerField(null=True, verbose_name='人员')),
                ('outcome', models.CharField(choices=[('', '待核对'), ('matched', '已确认本人'), ('admitted', '已登记新人员'), ('nobody', '不是本地人员'), ('superseded', '已被更正'), ('accepted', '自动确认')], max_length=10, verbose_name='结果')),
                ('settled_on', models.DateField(verbose_name='核对日期')),
                ('because', models.TextField(blank=True, default='', verbose_name='理由')),
                ('before', models.JSONField(default=dict, help_text='keys and days of the rows around it; no name, no number, no amount', verbose_name='登记原状')),
                ('after', models.JSONField(default=dict, verbose_name='登记新状')),
                ('taken_back_on', models.DateField(null=True, verbose_name='撤销日期')),
                ('taken_back_because', models.TextField(blank=True, default='', verbose_name='撤销理由')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='waitingrow',
            name='waiting_row_matched_to_a_person',
        ),
        migrations.RemoveConstraint(
            model_name='waitingrow',
            name='waiting_row_settled_by_a_person',
        ),
        migrations.AddField(
            model_name='waitingcandidate',
            name='certainty',
            field=models.PositiveSmallIntegerField(help_text='of ten thousand so alike among labelled records; null: not learnt', null=True, verbose_name='把握（万分之）'),
        ),
        migrations.AlterField(
            model_name='waitingrow',
            name='outcome',
            field=models.CharField(blank=True, choices=[('', '待核对'), ('matched', '已确认本人'), ('admitted', '已登记新人员'), ('nobody', '不是本地人员'), ('superseded', '已被更正'), ('accepted', '自动确认')], default='', max_length=10, verbose_name='结果'),
        ),
        migrations.AddField(
            model_name='settling',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核对人'),
        ),
        migrations.AddField(
            model_name='settling',
            name='taken_back_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人'),
        ),
        migrations.AddField(
            model_name='waitingrow',
            name='settling',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='verification.settling', verbose_name='核对决定'),
        ),
        migrations.AddIndex(
            model_name='waitingrow',
            index=models.Index(condition=models.Q(('outcome__in', ['nobody', 'matched', 'accepted'])), fields=['id_index'], name='rows_decided_alike'),
        ),
        migrations.AddConstraint(
            model_name='waitingrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['matched', 'admitted', 'accepted']), ('person__isnull', False)), models.Q(models.Q(('outcome__in', ['matched', 'admitted', 'accepted']), _negated=True), ('person', None)), _connector='OR'), name='waiting_row_matched_to_a_person'),
        ),
        migrations.AddConstraint(
            model_name='waitingrow',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'superseded', 'accepted']), models.Q(('settled_by__isnull', False), models.Q(('because', ''), _negated=True)), _connector='OR'), name='waiting_row_settled_by_a_person'),
        ),
        migrations.AddConstraint(
            model_name='settling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_because', ''), ('taken_back_by', None), ('taken_back_on', None)), models.Q(('taken_back_by__isnull', False), ('taken_back_on__isnull', False), models.Q(('taken_back_because', ''), _negated=True)), _connector='OR'), name='settling_taken_back_by_a_person'),
        ),
        rls.scoped("verification_settling"),
        migrations.RunSQL(KEPT, FORGOTTEN),
        migrations.RunSQL(ANSWER_KEPT, ANSWER_FORGOTTEN),
    ]
