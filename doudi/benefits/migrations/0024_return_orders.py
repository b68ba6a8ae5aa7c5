"""责令限期退回: an order to return money within a term, proposed, heard, decided by another and told; once made it stays (法 74)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# It is about money without deceit, asked back by a decision that the family was told of, and not returned; what was proposed, ordered and told stays.
STANDS = """
CREATE FUNCTION benefits_returnorder_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.state <> 'proposed' OR NOT EXISTS (SELECT FROM benefits_recovery r WHERE r.id = NEW.recovery_id AND r.region = NEW.region
        AND r.state = 'decided' AND r.outcome = 'repay' AND NOT r.is_fraud AND r.told_on <= NEW.proposed_on AND r.left_fen > 0)) THEN
        RAISE EXCEPTION 'recovery %: only what a told decision asks back, without deceit, is ordered back', NEW.recovery_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.state IN ('told', 'dropped')
        OR (NEW.recovery_id, NEW.decision, NEW.outcome, NEW.number, NEW.reached_on, NEW.ground, NEW.proposed_by_id, NEW.proposed_on, NEW.region) IS DISTINCT FROM
            (OLD.recovery_id, OLD.decision, OLD.outcome, OLD.number, OLD.reached_on, OLD.ground, OLD.proposed_by_id, OLD.proposed_on, OLD.region)
        OR OLD.heard_on IS NOT NULL AND (NEW.heard_person_id, NEW.heard_words, NEW.heard_by_id, NEW.heard_on)
            IS DISTINCT FROM (OLD.heard_person_id, OLD.heard_words, OLD.heard_by_id, OLD.heard_on)
        OR OLD.decided_on IS NOT NULL AND (NEW.days, NEW.amount_fen, NEW.reason, NEW.letter, NEW.decided_by_id, NEW.decided_on)
            IS DISTINCT FROM (OLD.days, OLD.amount_fen, OLD.reason, OLD.letter, OLD.decided_by_id, OLD.decided_on)) THEN
        RAISE EXCEPTION 'return order %: what was proposed, heard, ordered and told stays', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_returnorder_stands BEFORE INSERT OR UPDATE ON benefits_returnorder FOR EACH ROW EXECUTE FUNCTION benefits_returnorder_stands();
CREATE TRIGGER benefits_returnorder_kept BEFORE DELETE ON benefits_returnorder FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER benefits_returnorders_kept BEFORE TRUNCATE ON benefits_returnorder FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
UNDONE = "".join(f"DROP TRIGGER benefits_{name} ON benefits_returnorder;" for name in ("returnorder_stands", "returnorder_kept", "returnorders_kept"))
UNDONE += "DROP FUNCTION benefits_returnorder_stands();"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0023_answer_terms'),
        ('registry', '0007_former_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(blank=True, default='', max_length=40, verbose_name='没有履行的决定')),
                ('outcome', models.CharField(choices=[('reduce', '调减'), ('end', '终止')], max_length=10, verbose_name='是哪一种决定')),
                ('number', models.CharField(max_length=60, verbose_name='决定文号')),
                ('reached_on', models.DateField(verbose_name='决定送达日')),
                ('ground', models.CharField(max_length=500, verbose_name='事实和依据')),
                ('proposed_on', models.DateField(verbose_name='提出日')),
                ('heard_words', models.CharField(blank=True, default='', max_length=500, verbose_name='听取的意见')),
                ('heard_on', models.DateField(null=True, verbose_name='听取日')),
                ('days', models.PositiveSmallIntegerField(null=True, verbose_name='期限（日）')),
                ('amount_fen', models.BigIntegerField(null=True, verbose_name='责令退回（分）')),
                ('reason', models.CharField(blank=True, default='', max_length=500, verbose_name='决定理由')),
                ('letter', models.TextField(blank=True, default='', verbose_name='决定书')),
                ('decided_on', models.DateField(null=True, verbose_name='决定日')),
                ('told_how', models.CharField(blank=True, default='', max_length=120, verbose_name='告知方式')),
                ('told_on', models.DateField(null=True, verbose_name='告知日')),
                ('until_on', models.DateField(null=True, verbose_name='退回期限')),
                ('state', models.CharField(choices=[('proposed', '待听取意见'), ('heard', '待决定'), ('ordered', '待告知'), ('told', '已告知'), ('dropped', '不予责令')], default='proposed', max_length=10, verbose_name='状态')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人')),
                ('heard_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='听取人')),
                ('heard_person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                ('recovery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='benefits.recovery')),
                ('told_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='告知人')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['region'], name='return_order_region')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'dropped'), _negated=True), fields=('recovery',), name='one_return_order_stands'), models.CheckConstraint(condition=models.Q(('outcome__in', ['reduce', 'end']), ('reached_on__lte', models.F('proposed_on')), models.Q(('number', ''), _negated=True), models.Q(('ground', ''), _negated=True)), name='return_order_has_ground'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('heard_by__isnull', True), ('heard_on__isnull', True)), models.Q(('heard_by__isnull', False), ('heard_on__isnull', False)), _connector='OR'), models.Q(models.Q(('decided_by__isnull', True), ('decided_on__isnull', True)), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), models.Q(models.Q(('told_by__isnull', True), ('told_on__isnull', True), ('until_on__isnull', True)), models.Q(('told_by__isnull', False), ('told_on__isnull', False), ('until_on__isnull', False)), _connector='OR')), name='return_order_steps'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on', None), ('heard_on', None), ('state', 'proposed'), ('told_on', None)), models.Q(('decided_on', None), ('heard_on__isnull', False), ('state', 'heard'), ('told_on', None)), models.Q(('amount_fen', None), ('days', None), ('decided_on__isnull', False), ('letter', ''), ('state', 'dropped'), ('told_on', None), models.Q(('reason', ''), _negated=True)), models.Q(('decided_on__isnull', False), ('state', 'ordered'), ('told_on', None)), models.Q(('decided_on__isnull', False), ('state', 'told'), ('told_on__isnull', False), models.Q(('told_how', ''), _negated=True)), _connector='OR'), name='return_order_state'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ordered', 'told']), _negated=True), models.Q(('amount_fen__gt', 0), ('amount_fen__isnull', False), ('days__gte', 1), ('days__isnull', False), ('days__lte', 365), ('heard_on__isnull', False), models.Q(('heard_words', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('letter', ''), _negated=True)), _connector='OR'), name='return_order_heard_first'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(models.Q(('decided_by', models.F('proposed_by')), _negated=True), models.Q(('decided_by', models.F('heard_by')), _negated=True)), _connector='OR'), name='return_order_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('heard_on', None), ('heard_on__gte', models.F('proposed_on')), _connector='OR'), models.Q(('decided_on', None), models.Q(('decided_on__gte', models.F('proposed_on')), models.Q(('heard_on', None), ('decided_on__gte', models.F('heard_on')), _connector='OR')), _connector='OR'), models.Q(('told_on', None), models.Q(('told_on__gte', models.F('decided_on')), ('until_on__gt', models.F('told_on'))), _connector='OR')), name='return_order_in_its_order')],
            },
        ),
        rls.scoped("benefits_returnorder"),
        migrations.RunSQL(STANDS, UNDONE),
        rls.not_undone_while("benefits_returnorder", "true", "有责令限期退回"),
    ]
