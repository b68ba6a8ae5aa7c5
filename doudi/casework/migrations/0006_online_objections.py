"""公开与网上异议: objections from people who have not signed in, and what the public may see of cases: hanging notices and help that is given."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import postgres, rls

# Beside the region: the public sees no refusal, no reduction and no case on its way, whatever a page asks for.
GRANTED = "EXISTS (SELECT 1 FROM casework_decision d WHERE d.application_id = casework_application.id AND d.outcome = 'grant')"
OPEN_TO_ALL = {
    "casework_application": f"state = 'noticed' OR {GRANTED}",
    "casework_change": "state = 'noticed' AND scheme = 'tekun' AND kind = 'end'",
    "casework_decision": "outcome = 'grant'",
}


def shown_to_all(table: str, using: str) -> migrations.RunSQL:
    """Of the rows of a place, those that everybody may see."""
    return migrations.RunSQL(
        f"CREATE POLICY open_to_all ON {table} AS RESTRICTIVE FOR SELECT TO {postgres.PUBLIC} USING ({using});", f"DROP POLICY open_to_all ON {table};"
    )


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('casework', '0005_inputs_of_a_decision'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='OnlineObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('objector_sealed', models.BinaryField(verbose_name='异议人（密文）')),
                ('contact_sealed', models.BinaryField(verbose_name='联系方式（密文）')),
                ('words_sealed', models.BinaryField(verbose_name='异议内容（密文）')),
                ('received_on', models.DateField(verbose_name='收到日期')),
                ('sender', models.BinaryField(max_length=32, verbose_name='来源标记')),
                ('state', models.CharField(choices=[('waiting', '待登记'), ('recorded', '已登记'), ('set_aside', '不属于异议')], default='waiting', max_length=9, verbose_name='状态')),
                ('answer', models.TextField(blank=True, verbose_name='办理情况')),
                ('answered_on', models.DateField(null=True, verbose_name='办理日期')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('application', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='online_objections', to='casework.application', verbose_name='申请')),
                ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='online_objections', to='casework.change', verbose_name='变更')),
                ('objection', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='online', to='casework.objection', verbose_name='登记的异议')),
            ],
            options={
                'ordering': ['received_on', 'id'],
                'indexes': [models.Index(fields=['sender', 'received_on'], name='online_objections_of_sender'), models.Index(condition=models.Q(('state', 'waiting')), fields=['region'], name='online_objections_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('application__isnull', False), ('change__isnull', False), _connector='XOR'), name='online_objection_is_about_one_case'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by', None), ('answered_on', None), ('objection', None), ('state', 'waiting')), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), ('state', 'recorded'), models.Q(('objection__isnull', False), models.Q(('answer', ''), _negated=True), _connector='OR')), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), ('objection', None), ('state', 'set_aside'), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='online_objection_is_answered_whole')],
            },
        ),
        migrations.AddIndex("application", models.Index(condition=models.Q(("state", "noticed")), fields=["region"], name="applications_hanging")),
        migrations.AddIndex("change", models.Index(condition=models.Q(("state", "noticed")), fields=["region"], name="changes_hanging")),
        rls.scoped("casework_onlineobjection"),
        *[shown_to_all(table, using) for table, using in OPEN_TO_ALL.items()],
    ]
