"""初始: the first tables of the room."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0002_ground_rules"), ("registry", "0002_row_security")]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signal", models.CharField(max_length=60, verbose_name="信号")),
                ("cause", models.CharField(max_length=80, verbose_name="事由")),
                ("step", models.PositiveIntegerField(default=0, verbose_name="程度")),
                ("cause_key", models.CharField(max_length=120, verbose_name="事由编号")),
                ("level", models.CharField(choices=[("red", "红色"), ("orange", "橙色"), ("yellow", "黄色"), ("blue", "蓝色")], max_length=6, verbose_name="级别")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                ("raised_on", models.DateField(verbose_name="生成日期")),
                ("due_on", models.DateField(verbose_name="办理期限")),
                ("words", models.TextField(verbose_name="预警内容")),
                ("facts", models.JSONField(default=list, verbose_name="依据")),
                ("state", models.CharField(choices=[("raised", "待签收"), ("signed", "待入户"), ("visited", "待结论"), ("concluded", "已结论")], default="raised", max_length=9, verbose_name="状态")),
                ("signed_on", models.DateField(null=True, verbose_name="签收日期")),
                ("follow_up", models.CharField(blank=True, max_length=40, verbose_name="后续办理")),
                ("outcome", models.CharField(blank=True, choices=[("no_hardship", "无困难"), ("already_helped", "已落实"), ("include", "纳入"), ("refer", "转介部门"), ("conference", "一事一议"), ("exit", "退出"), ("false_alarm", "误报")], max_length=14, verbose_name="结论")),
                ("conclusion_words", models.TextField(blank=True, verbose_name="结论说明")),
                ("concluded_on", models.DateField(null=True, verbose_name="结论日期")),
                ("concluded_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="结论人")),
                ("household", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="家庭")),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person", verbose_name="当事人")),
                ("signed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="签收人")),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [models.Index(fields=["household"], name="alerts_of_household"), models.Index(condition=models.Q(("state", "concluded"), _negated=True), fields=["region", "due_on"], name="open_alerts_by_deadline")],
                "constraints": [
                    models.UniqueConstraint(fields=("signal", "household", "cause_key"), name="one_alert_per_family_and_cause"),
                    models.UniqueConstraint(condition=models.Q(("state", "concluded"), _negated=True), fields=("signal", "household", "cause"), name="one_open_alert_per_cause"),
                    models.CheckConstraint(condition=models.Q(models.Q(("region", ""), _negated=True), models.Q(("words", ""), _negated=True)), name="alert_has_owner_and_words"),
                    models.CheckConstraint(condition=models.Q(("level__in", ["red", "orange", "yellow", "blue"]), ("state__in", ["raised", "signed", "visited", "concluded"])), name="alert_level_and_state_exist"),
                    models.CheckConstraint(condition=models.Q(models.Q(("signed_by", None), ("signed_on", None), ("state", "raised")), models.Q(models.Q(("state", "raised"), _negated=True), ("signed_by__isnull", False), ("signed_on__isnull", False)), _connector="OR"), name="alert_signed_by_someone"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("concluded_by__isnull", False), ("concluded_on__isnull", False), ("outcome__in", ["no_hardship", "already_helped", "include", "refer", "conference", "exit", "false_alarm"]), ("state", "concluded"), models.Q(("conclusion_words", ""), _negated=True)),
                            models.Q(models.Q(("state", "concluded"), _negated=True), ("concluded_by", None), ("concluded_on", None), ("outcome", "")),
                            _connector="OR",
                        ),
                        name="alert_concluded_with_an_outcome",
                    ),
                    models.CheckConstraint(condition=models.Q(models.Q(("outcome__in", ["include", "refer", "exit"]), _negated=True), models.Q(("follow_up", ""), _negated=True), _connector="OR"), name="alert_outcome_leads_somewhere"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="走访日期")),
                ("due_on", models.DateField(verbose_name="走访期限")),
                ("findings", models.TextField(verbose_name="走访情况")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                ("alert", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="monitoring.alert", verbose_name="预警")),
            ],
            options={"ordering": ["on", "id"], "constraints": [models.UniqueConstraint(fields=("alert", "on"), name="one_visit_a_day_per_alert"), models.CheckConstraint(condition=models.Q(("findings", ""), _negated=True), name="visit_has_findings")]},
        ),
        migrations.CreateModel(
            name="VisitOfficer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="走访人")),
                ("visit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="visitors", to="monitoring.visit", verbose_name="走访")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("visit", "officer"), name="a_visitor_counts_once")]},
        ),
    ]
