"""初始: the first tables of the room."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("base", "0002_ground_rules"), ("registry", "0002_row_security")]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("feed", models.CharField(max_length=60, verbose_name="数据")),
                ("region", models.CharField(max_length=12, verbose_name="县区")),
                ("on", models.DateField(verbose_name="数据日期")),
                ("correction", models.PositiveSmallIntegerField(default=0, verbose_name="更正次序")),
                ("file_name", models.CharField(max_length=120, verbose_name="文件名")),
                ("digest", models.CharField(db_index=True, max_length=64, verbose_name="指纹（SM3）")),
                ("rows", models.BigIntegerField(verbose_name="行数")),
                ("accepted", models.BigIntegerField(verbose_name="入库")),
                ("repeated", models.BigIntegerField(verbose_name="重复")),
                ("quarantined", models.BigIntegerField(verbose_name="隔离")),
                ("waiting", models.BigIntegerField(verbose_name="待人工核对")),
                ("refused", models.BigIntegerField(verbose_name="超出范围退回")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("receipt", models.TextField(help_text="what the sender is told: counts, row numbers and reasons, nothing about anybody", verbose_name="回执")),
                ("received_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="接收人")),
            ],
            options={
                "indexes": [models.Index(fields=["received_on"], name="deliveries_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "region", "on", "correction"), name="one_delivery_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F("accepted"), "+", models.F("repeated")), "+", models.F("quarantined")), "+", models.F("waiting")), "+", models.F("refused")
                                ),
                            )
                        ),
                        name="delivery_accounts_for_every_row",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuarantinedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_number", models.BigIntegerField(verbose_name="行号")),
                ("column", models.CharField(max_length=60, verbose_name="列")),
                ("reason", models.CharField(max_length=120, verbose_name="原因")),
                ("value_sealed", models.BinaryField(verbose_name="原值（密文）")),
                ("region", models.CharField(max_length=12, verbose_name="县区")),
                ("delivery", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="quarantined_rows", to="verification.delivery")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("delivery", "row_number"), name="quarantined_row_once")]},
        ),
        migrations.CreateModel(
            name="RefusedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=255, verbose_name="文件名")),
                ("digest", models.CharField(max_length=64, verbose_name="指纹（SM3）")),
                ("region", models.CharField(max_length=12, verbose_name="县区")),
                ("refused_on", models.DateField(verbose_name="拒收日期")),
                ("words", models.TextField(verbose_name="原因")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("file_name", "digest", "region"), name="refused_file_once")]},
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="请求号")),
                ("feed", models.CharField(max_length=60, verbose_name="数据")),
                ("region", models.CharField(max_length=12, verbose_name="县区")),
                ("asked_on", models.DateField(verbose_name="请求日期")),
                ("due_on", models.DateField(verbose_name="应答期限")),
                ("reason", models.CharField(max_length=120, verbose_name="依据")),
                ("answered_on", models.DateField(null=True, verbose_name="答复完毕日期")),
                ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="请求人")),
            ],
            options={"indexes": [models.Index(condition=models.Q(("answered_on", None)), fields=["feed", "due_on"], name="requests_unanswered")], "constraints": [models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="request_says_why")]},
        ),
        migrations.CreateModel(
            name="RequestedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(verbose_name="序号")),
                ("region", models.CharField(max_length=12, verbose_name="区划")),
                ("household", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="家庭")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person", verbose_name="人员")),
                ("request", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="people", to="verification.request")),
            ],
            options={"indexes": [models.Index(fields=["person"], name="asked_about")], "constraints": [models.UniqueConstraint(fields=("request", "person"), name="asked_once_a_request"), models.UniqueConstraint(fields=("request", "place"), name="one_place_on_the_list")]},
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("found", models.CharField(choices=[("hit", "命中"), ("miss", "未命中")], max_length=4, verbose_name="查询结果")),
                ("answered_on", models.DateField(verbose_name="答复日期")),
                ("region", models.CharField(max_length=12, verbose_name="区划")),
                ("delivery", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="verification.delivery")),
                ("requested", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="verification.requestedperson")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("requested", "delivery"), name="answered_once_a_delivery"), models.CheckConstraint(condition=models.Q(("found__in", ["hit", "miss"])), name="answer_is_hit_or_miss")]},
        ),
        migrations.CreateModel(
            name="WaitingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_number", models.BigIntegerField(verbose_name="行号")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("id_sealed", models.BinaryField(verbose_name="身份证号（密文）")),
                ("id_index", models.BinaryField(max_length=32, verbose_name="身份证号（索引）")),
                ("reason", models.CharField(max_length=120, verbose_name="原因")),
                ("region", models.CharField(max_length=12, verbose_name="县区")),
                ("fact", models.CharField(max_length=40, verbose_name="事项")),
                ("amount", models.BigIntegerField(null=True, verbose_name="数")),
                ("word", models.CharField(max_length=40, null=True, verbose_name="文")),
                ("found", models.CharField(blank=True, default="", max_length=4, verbose_name="查询结果")),
                ("from_on", models.DateField(verbose_name="起")),
                ("until_on", models.DateField(null=True, verbose_name="止")),
                ("ref", models.CharField(max_length=80, verbose_name="来源编号")),
                ("settled_on", models.DateField(null=True, verbose_name="核对日期")),
                ("because", models.TextField(blank=True, default="", verbose_name="理由")),
                ("outcome", models.CharField(blank=True, choices=[("", "待核对"), ("matched", "已确认本人"), ("admitted", "已登记新人员"), ("nobody", "不是本地人员"), ("superseded", "已被更正")], default="", max_length=10, verbose_name="结果")),
                ("delivery", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="waiting_rows", to="verification.delivery")),
                ("household", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="家庭")),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person", verbose_name="人员")),
                ("requested", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="verification.requestedperson", verbose_name="请求")),
                ("settled_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="核对人")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("settled_on", None)), fields=["delivery"], name="rows_waiting"),
                    models.Index(condition=models.Q(("settled_on", None)), fields=["id_index"], name="rows_waiting_alike"),
                    models.Index(condition=models.Q(("settled_on", None)), fields=["ref"], name="rows_waiting_by_ref"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("delivery", "row_number", "fact"), name="waiting_row_once"),
                    models.CheckConstraint(condition=models.Q(models.Q(("outcome", ""), ("settled_on", None)), models.Q(models.Q(("outcome", ""), _negated=True), ("settled_on__isnull", False)), _connector="OR"), name="waiting_row_settled_with_outcome"),
                    models.CheckConstraint(condition=models.Q(models.Q(("outcome__in", ["matched", "admitted"]), ("person__isnull", False)), models.Q(models.Q(("outcome__in", ["matched", "admitted"]), _negated=True), ("person", None)), _connector="OR"), name="waiting_row_matched_to_a_person"),
                    models.CheckConstraint(condition=models.Q(("outcome__in", ["", "superseded"]), models.Q(("settled_by__isnull", False), models.Q(("because", ""), _negated=True)), _connector="OR"), name="waiting_row_settled_by_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitingCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=60, verbose_name="依据")),
                ("region", models.CharField(max_length=12, verbose_name="县区")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person", verbose_name="人员")),
                ("waiting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="candidates", to="verification.waitingrow")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("waiting", "person"), name="waiting_candidate_once")]},
        ),
    ]
