"""补贴更正: what a subsidy should have been, by two officers; once answered it stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# What a county declared and put right its townships read too, and do not write.
MINE = "(select nullif(current_setting('doudi.region', true), ''))"
SHARED = f"(starts_with(region, {MINE}) OR starts_with({MINE}, region))"
READ_BY_TOWNSHIPS = f"ALTER POLICY scope ON benefits_pricesubsidy USING {SHARED} WITH CHECK ({rls.REGION_VISIBLE})"
READ_BY_COUNTIES = f"ALTER POLICY scope ON benefits_pricesubsidy USING ({rls.REGION_VISIBLE}) WITH CHECK ({rls.REGION_VISIBLE})"
STAYS = """
CREATE FUNCTION benefits_subsidycorrection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answered_on IS NOT NULL OR (NEW.subsidy_id, NEW.amount_fen, NEW.paper, NEW.reason, NEW.proposed_by_id, NEW.proposed_on, NEW.region)
        IS DISTINCT FROM (OLD.subsidy_id, OLD.amount_fen, OLD.paper, OLD.reason, OLD.proposed_by_id, OLD.proposed_on, OLD.region) THEN
        RAISE EXCEPTION 'subsidy correction %: what was proposed and answered stays', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefits_subsidycorrection_stays BEFORE UPDATE ON benefits_subsidycorrection
    FOR EACH ROW EXECUTE FUNCTION benefits_subsidycorrection_stays();
CREATE TRIGGER benefits_subsidycorrection_kept BEFORE DELETE ON benefits_subsidycorrection FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER benefits_subsidycorrections_kept BEFORE TRUNCATE ON benefits_subsidycorrection
    FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
UNDONE = "".join(
    f"DROP TRIGGER benefits_{name} ON benefits_subsidycorrection;" for name in ("subsidycorrection_stays", "subsidycorrection_kept", "subsidycorrections_kept")
)
UNDONE += "DROP FUNCTION benefits_subsidycorrection_stays();"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0019_withdrawn_remission'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SubsidyCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_fen', models.BigIntegerField(verbose_name='更正为每人（分）')),
                ('paper', models.CharField(max_length=60, verbose_name='更正依据')),
                ('reason', models.CharField(max_length=300, verbose_name='更正理由')),
                ('proposed_on', models.DateField(verbose_name='提出日')),
                ('due_on', models.DateField(verbose_name='审批期限')),
                ('is_approved', models.BooleanField(null=True, verbose_name='批准')),
                ('answer', models.CharField(blank=True, default='', max_length=300, verbose_name='审批意见')),
                ('answered_on', models.DateField(null=True, verbose_name='审批日')),
                ('anew', models.IntegerField(default=0, verbose_name='改按更正后的金额（户）')),
                ('taken_back', models.IntegerField(default=0, verbose_name='其中撤回未放款的明细（笔）')),
                ('over', models.IntegerField(default=0, verbose_name='多发（户）')),
                ('over_fen', models.BigIntegerField(default=0, verbose_name='多发（分）')),
                ('under', models.IntegerField(default=0, verbose_name='少发（户）')),
                ('under_fen', models.BigIntegerField(default=0, verbose_name='少发（分）')),
                ('region', models.CharField(max_length=6, verbose_name='区县')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subsidy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='benefits.pricesubsidy')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_on', None)), fields=('subsidy',), name='one_subsidy_correction_waits'), models.CheckConstraint(condition=models.Q(('amount_fen__gte', 0), ('amount_fen__lte', 100000), models.Q(('paper', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='subsidy_correction_is_believable'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by', None), ('answered_on', None), ('is_approved', None)), models.Q(('answered_by__isnull', False), ('answered_on__gte', models.F('proposed_on')), ('is_approved__isnull', False), models.Q(('answer', ''), _negated=True), models.Q(('answered_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='subsidy_correction_by_another')],
            },
        ),
        rls.scoped("benefits_subsidycorrection", using=SHARED, check=rls.REGION_VISIBLE),
        migrations.RunSQL(READ_BY_TOWNSHIPS, READ_BY_COUNTIES),
        migrations.RunSQL(STAYS, UNDONE),
    ]
