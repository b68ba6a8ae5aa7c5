"""清退: what was too much from finding to its last fen, fines, arrears as awards of their own; what was settled before says so."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

SETTLED_BEFORE = """
ALTER TABLE benefits_adjustment NO FORCE ROW LEVEL SECURITY;
UPDATE benefits_adjustment SET result = 'earlier' WHERE state = 'settled';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE benefits_adjustment FORCE ROW LEVEL SECURITY;
"""
CLAIM = "INSERT INTO benefits_ledgeraccount (code, title) VALUES ('claim', '应收退款')"


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0007_price_subsidy'),
        ('registry', '0004_strangers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Penalty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposed_fen', models.BigIntegerField(verbose_name='拟罚金额（分）')),
                ('ground', models.CharField(max_length=500, verbose_name='事实、理由和依据')),
                ('told_on', models.DateField(null=True, verbose_name='告知日')),
                ('speak_until', models.DateField(verbose_name='陈述申辩期限')),
                ('statement', models.CharField(blank=True, default='', max_length=500, verbose_name='陈述申辩')),
                ('heard_on', models.DateField(null=True, verbose_name='记录日')),
                ('fine_fen', models.BigIntegerField(null=True, verbose_name='罚款（分）')),
                ('reason', models.CharField(blank=True, default='', max_length=500, verbose_name='决定理由')),
                ('letter', models.TextField(blank=True, default='', verbose_name='决定书')),
                ('decided_on', models.DateField(null=True, verbose_name='决定日')),
                ('gain_fen', models.BigIntegerField(verbose_name='非法所得（分）')),
                ('paid_paper', models.CharField(blank=True, default='', max_length=60, verbose_name='缴款凭证')),
                ('state', models.CharField(choices=[('told', '待陈述申辩'), ('heard', '待决定'), ('decided', '已决定')], default='told', max_length=10, verbose_name='状态')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
        ),
        migrations.CreateModel(
            name='Recovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴'), ('arrears', '补发救助金')], max_length=30, verbose_name='待遇')),
                ('is_fraud', models.BooleanField(default=False, verbose_name='虚报、隐瞒、伪造')),
                ('found_fen', models.BigIntegerField(verbose_name='发现金额（分）')),
                ('words', models.CharField(max_length=300, verbose_name='情况')),
                ('opened_on', models.DateField(verbose_name='立项日')),
                ('due_on', models.DateField(verbose_name='办理期限')),
                ('heard_words', models.CharField(blank=True, default='', max_length=500, verbose_name='听取的意见')),
                ('heard_on', models.DateField(null=True, verbose_name='听取日')),
                ('outcome', models.CharField(blank=True, choices=[('repay', '责令退回'), ('nothing', '不予追回')], default='', max_length=10, verbose_name='决定')),
                ('decided_fen', models.BigIntegerField(default=0, verbose_name='应退金额（分）')),
                ('reason', models.CharField(blank=True, default='', max_length=500, verbose_name='决定理由')),
                ('letter', models.TextField(blank=True, default='', verbose_name='决定书')),
                ('decided_on', models.DateField(null=True, verbose_name='决定日')),
                ('told_how', models.CharField(blank=True, default='', max_length=120, verbose_name='告知方式')),
                ('told_on', models.DateField(null=True, verbose_name='告知日')),
                ('repays_by', models.CharField(blank=True, default='', max_length=200, verbose_name='退回约定')),
                ('agreed_on', models.DateField(null=True, verbose_name='约定日')),
                ('sets_off_fen', models.BigIntegerField(default=0, verbose_name='每月抵扣（分）')),
                ('waive_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='核销理由')),
                ('waive_on', models.DateField(null=True, verbose_name='核销提出日')),
                ('left_fen', models.BigIntegerField(default=0, verbose_name='未退金额（分）')),
                ('state', models.CharField(choices=[('found', '待听取意见'), ('heard', '待决定'), ('decided', '待退回'), ('closed', '已办结')], default='found', max_length=10, verbose_name='状态')),
                ('closed_on', models.DateField(null=True, verbose_name='办结日')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RecoveryMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('repaid', '退回'), ('set_off', '抵扣'), ('written_off', '核销')], max_length=12, verbose_name='种类')),
                ('amount_fen', models.BigIntegerField(verbose_name='金额（分）')),
                ('paper', models.CharField(max_length=60, verbose_name='凭证号')),
                ('on', models.DateField(verbose_name='日期')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='award',
            name='award_once_from_a_month',
        ),
        migrations.AddField(
            model_name='adjustment',
            name='result',
            field=models.CharField(blank=True, choices=[('paid', '补发'), ('recovery', '转入清退'), ('not_due', '核实无须处理'), ('earlier', '此前已办结')], default='', max_length=10, verbose_name='结果'),
        ),
        migrations.AlterField(
            model_name='award',
            name='kind',
            field=models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴'), ('arrears', '补发救助金')], max_length=30, verbose_name='待遇'),
        ),
        migrations.AlterField(
            model_name='payline',
            name='kind',
            field=models.CharField(choices=[('dibao_monthly', '最低生活保障金'), ('dibao_supplement', '分类施保'), ('tekun_basic', '特困基本生活'), ('tekun_care', '特困照料护理'), ('temporary_relief', '临时救助金'), ('price_subsidy', '价格临时补贴'), ('arrears', '补发救助金')], max_length=30, verbose_name='待遇'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('until_month', None), ('until_month__gt', models.F('from_month')), _connector='OR'), models.Q(('kind', 'arrears'), _negated=True)), fields=('standing', 'kind', 'from_month'), name='award_once_from_a_month'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'arrears')), fields=('decided_by',), name='arrears_once'),
        ),
        migrations.AddField(
            model_name='penalty',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人'),
        ),
        migrations.AddField(
            model_name='penalty',
            name='heard_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人'),
        ),
        migrations.AddField(
            model_name='penalty',
            name='told_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='告知人'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='agreed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='约定记录人'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='决定人'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='heard_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='听取人'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='heard_person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recovery',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='told_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='告知人'),
        ),
        migrations.AddField(
            model_name='recovery',
            name='waive_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核销提出人'),
        ),
        migrations.AddField(
            model_name='penalty',
            name='recovery',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='penalty', to='benefits.recovery'),
        ),
        migrations.AddField(
            model_name='adjustment',
            name='recovery',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='benefits.recovery'),
        ),
        migrations.AddField(
            model_name='recoverymove',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recoverymove',
            name='recovery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='benefits.recovery'),
        ),
        migrations.AddIndex(
            model_name='recovery',
            index=models.Index(fields=['household'], name='recovery_household'),
        ),
        migrations.AddIndex(
            model_name='recovery',
            index=models.Index(fields=['region'], name='recovery_region'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('decided_fen__gte', 0), ('decided_fen__lte', models.F('found_fen')), ('found_fen__gt', 0)), name='recovery_amounts'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('left_fen__gte', 0), ('left_fen__lte', models.F('decided_fen'))), name='recovery_left'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('heard_by__isnull', True), ('heard_on__isnull', True)), models.Q(('heard_by__isnull', False), ('heard_on__isnull', False)), _connector='OR'), models.Q(models.Q(('decided_by__isnull', True), ('decided_on__isnull', True)), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), models.Q(models.Q(('told_by__isnull', True), ('told_on__isnull', True)), models.Q(('told_by__isnull', False), ('told_on__isnull', False)), _connector='OR')), name='recovery_steps'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('decided_on', None), models.Q(('heard_on__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('letter', ''), _negated=True)), _connector='OR'), name='recovery_heard_first'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(models.Q(('decided_by', models.F('opened_by')), _negated=True), models.Q(('decided_by', models.F('heard_by')), _negated=True)), _connector='OR'), name='recovery_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_on__isnull', False), ('left_fen', 0), ('told_on__isnull', False)), _connector='OR'), name='recovery_closed'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_fen__gt', 0), ('outcome', 'repay')), models.Q(models.Q(('outcome', 'repay'), _negated=True), ('decided_fen', 0)), _connector='OR'), name='recovery_outcome'),
        ),
        migrations.AddConstraint(
            model_name='penalty',
            constraint=models.CheckConstraint(condition=models.Q(('gain_fen__gt', 0), ('proposed_fen__gt', 0), ('proposed_fen__lte', django.db.models.expressions.CombinedExpression(models.Value(2), '*', models.F('gain_fen')))), name='penalty_proposed'),
        ),
        migrations.AddConstraint(
            model_name='penalty',
            constraint=models.CheckConstraint(condition=models.Q(('fine_fen', None), models.Q(('fine_fen__gte', 0), ('fine_fen__lte', models.F('proposed_fen'))), _connector='OR'), name='penalty_is_not_more_than_told'),
        ),
        migrations.AddConstraint(
            model_name='penalty',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(models.Q(('decided_by', models.F('told_by')), _negated=True), models.Q(('decided_by', models.F('heard_by')), _negated=True)), _connector='OR'), name='penalty_by_another'),
        ),
        migrations.AddConstraint(
            model_name='penalty',
            constraint=models.CheckConstraint(condition=models.Q(('decided_on', None), models.Q(('fine_fen__isnull', False), ('heard_on__isnull', False), models.Q(('statement', ''), _negated=True), models.Q(('letter', ''), _negated=True)), _connector='OR'), name='penalty_heard_first'),
        ),
        migrations.AddConstraint(
            model_name='recoverymove',
            constraint=models.UniqueConstraint(fields=('recovery', 'paper'), name='a_receipt_counts_once'),
        ),
        migrations.AddConstraint(
            model_name='recoverymove',
            constraint=models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0), models.Q(('paper', ''), _negated=True)), name='recovery_move'),
        ),
        migrations.AddConstraint(
            model_name='recoverymove',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'set_off'), ('by__isnull', False), _connector='OR'), name='recovery_move_by'),
        ),
        migrations.RunSQL(SETTLED_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(CLAIM, "DELETE FROM benefits_ledgeraccount WHERE code = 'claim'"),
        *[rls.scoped(f"benefits_{table}") for table in ("recovery", "recoverymove", "penalty")],
        rls.append_only("benefits_recoverymove"),
    ]
