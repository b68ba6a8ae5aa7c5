"""一案办理: one case follows the table of one scheme at a time, is decided once for each, and every step of it is written down."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):
    """Applications that were there have gone by the table of dibao since they were accepted, and so have their decisions."""

    dependencies = [
        ('benefits', '0004_single_person_dibao'),
        ('casework', '0009_application_form'),
        ('registry', '0003_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=20, verbose_name='适用程序')),
                ('verb', models.CharField(max_length=20, verbose_name='步骤')),
                ('state', models.CharField(choices=[('accepted', '已受理，待调查'), ('investigated', '已调查，待初审'), ('proposed', '已初审，待公示'), ('noticed', '公示中'), ('objected', '公示有异议，待复查'), ('ready', '已初审，待报送'), ('submitted', '已报县级，待确认'), ('decided', '已决定'), ('withdrawn', '申请人已撤回'), ('ended', '已终止')], max_length=12, verbose_name='进入状态')),
                ('words', models.TextField(blank=True, verbose_name='说明')),
                ('on', models.DateField(verbose_name='日期')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='application',
            name='application_has_deadlines',
        ),
        migrations.RemoveConstraint(
            model_name='application',
            name='no_help_before_the_notice_has_ended',
        ),
        migrations.RemoveConstraint(
            model_name='change',
            name='change_has_owner_and_reason',
        ),
        migrations.RemoveConstraint(
            model_name='decision',
            name='dibao_brings_money',
        ),
        migrations.AddField(
            model_name='application',
            name='began_on',
            field=models.DateField(default=datetime.date(2000, 1, 1), verbose_name='本程序起算日期'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='application',
            name='clock_on',
            field=models.DateField(default=datetime.date(2000, 1, 1), verbose_name='当前期限起算日期'),
            preserve_default=False,
        ),
        # A column's new type may be worked out of its row whoever may see it, and is so without an UPDATE.
        migrations.RunSQL(
            'ALTER TABLE casework_application ALTER COLUMN began_on TYPE date USING accepted_on, ALTER COLUMN clock_on TYPE date USING accepted_on',
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name='application',
            name='decider',
            field=models.CharField(choices=[('county', '县级民政部门'), ('township', '乡镇（街道）')], default='county', max_length=8, verbose_name='确认机关'),
        ),
        migrations.AddField(
            model_name='application',
            name='opinion_people',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='拟确认人员'),
        ),
        migrations.AddField(
            model_name='decision',
            name='people',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='确认人员'),
        ),
        migrations.AddField(
            model_name='decision',
            name='scheme',
            field=models.CharField(blank=True, default='dibao', max_length=20, verbose_name='适用程序'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='decision',
            name='seq',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='本案第几次决定'),
        ),
        migrations.AlterField(
            model_name='application',
            name='opinion_kind',
            field=models.CharField(blank=True, choices=[('tekun', '特困人员'), ('dibao', '最低生活保障家庭'), ('single_person_dibao', '最低生活保障对象（单人户）'), ('marginal', '最低生活保障边缘家庭'), ('rigid_expenditure', '刚性支出困难家庭')], max_length=20, verbose_name='拟确认身份'),
        ),
        migrations.AlterField(
            model_name='application',
            name='scheme',
            field=models.CharField(choices=[('tekun', '特困人员认定'), ('dibao', '最低生活保障审核确认'), ('marginal', '最低生活保障边缘家庭认定'), ('rigid_expenditure', '刚性支出困难家庭认定')], default='dibao', max_length=20, verbose_name='适用程序'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='application',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='casework.application', verbose_name='申请'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='kind',
            field=models.CharField(blank=True, choices=[('tekun', '特困人员'), ('dibao', '最低生活保障家庭'), ('single_person_dibao', '最低生活保障对象（单人户）'), ('marginal', '最低生活保障边缘家庭'), ('rigid_expenditure', '刚性支出困难家庭')], max_length=20, verbose_name='身份'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('next_due_on__lte', models.F('due_on')), ('due_on__gt', models.F('began_on')), ('began_on__gte', models.F('accepted_on'))), name='application_has_deadlines'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'decided']), _negated=True), ('opinion', 'refuse'), ('scheme__in', ['rigid_expenditure']), ('objected_on__isnull', False), models.Q(('notice_last_on__isnull', False), ('submitted_on__gt', models.F('notice_last_on')), ('submitted_on__isnull', False)), _connector='OR'), name='no_help_before_the_notice_has_ended'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('region', ''), _negated=True), models.Q(('cause', ''), _negated=True), models.Q(('reason', ''), _negated=True), ('kind__in', ['reduce', 'end', 'increase', 'resume', 'move']), ('state__in', ['opened', 'heard', 'ready', 'decided', 'noticed']), ('scheme__in', ['dibao', 'single_person_dibao', 'marginal', 'rigid_expenditure', 'tekun', 'tekun_care'])), name='change_has_owner_and_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('tekun', 'dibao', 'single_person_dibao')), ('outcome', 'grant'), _negated=True), ('amount_fen__gt', 0), _connector='OR'), name='paid_kind_brings_money'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'grant'), _negated=True), models.Q(('kind__in', ('tekun', 'single_person_dibao')), ('people', []), _connector='XOR'), _connector='OR'), name='people_where_the_kind_is_theirs'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('application', None), models.Q(('scheme', ''), _negated=True), _connector='OR'), name='decision_names_its_scheme'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('application', 'scheme'), name='a_scheme_is_decided_once_a_case'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('application', 'seq'), name='decisions_of_a_case_are_counted'),
        ),
        migrations.AddField(
            model_name='passage',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='casework.application', verbose_name='申请'),
        ),
        migrations.AddField(
            model_name='passage',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人'),
        ),
        rls.scoped('casework_passage'),
        rls.append_only('casework_passage'),
    ]
