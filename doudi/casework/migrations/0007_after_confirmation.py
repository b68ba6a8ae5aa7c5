"""决定以后: reviews, corrections, challenges and moves have their tables, seen by region like every case; an interval once set stays written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

BY_REGION = ("review", "reviewpace", "correction", "challenge")
# A family that has moved is told of at both ends.
BOTH_ENDS = f"({rls.REGION_VISIBLE} OR {rls.REGION_VISIBLE.replace('region,', 'to_region,')})"


class Migration(migrations.Migration):
    """More outcomes of a change, and what follows a decision."""

    dependencies = [("benefits", "0003_over_and_under"), ("casework", "0006_online_objections"), ("registry", "0002_row_security"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                ("channel", models.CharField(choices=[("objection", "对决定的异议"), ("reconsideration", "行政复议"), ("suit", "行政诉讼")], max_length=16, verbose_name="途径")),
                ("body", models.CharField(max_length=60, verbose_name="受理机关")),
                ("words", models.TextField(verbose_name="请求和理由")),
                ("filed_on", models.DateField(verbose_name="提出日期")),
                ("last_on", models.DateField(verbose_name="提出期限")),
                ("state", models.CharField(choices=[("registered", "已登记，待答复"), ("answered", "已答复，待结果"), ("ordered", "待重新作出决定"), ("closed", "已办结")], default="registered", max_length=12, verbose_name="状态")),
                ("registered_on", models.DateField(verbose_name="登记日期")),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(null=True, verbose_name="答复日期")),
                ("result", models.CharField(blank=True, choices=[("keep", "维持原决定"), ("change", "变更原决定"), ("redo", "撤销并重作"), ("withdrawn", "当事人撤回")], max_length=10, verbose_name="结果")),
                ("result_words", models.TextField(blank=True, verbose_name="结果的理由")),
                ("closed_on", models.DateField(null=True, verbose_name="办结日期")),
            ],
            options={"ordering": ["due_on", "id"]},
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                ("words", models.TextField(verbose_name="错在哪里")),
                ("since_month", models.DateField(verbose_name="应自何月起")),
                ("opened_on", models.DateField(verbose_name="提出日期")),
                ("counted_on", models.DateField(null=True, verbose_name="移交资金差额日期")),
                ("over_fen", models.BigIntegerField(default=0, verbose_name="多发（分）")),
                ("under_fen", models.BigIntegerField(default=0, verbose_name="少发（分）")),
            ],
            options={"ordering": ["opened_on", "id"]},
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("move", "迁移"), ("split", "分户"), ("merge", "并户")], max_length=6, verbose_name="方式")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                ("to_region", models.CharField(max_length=12, verbose_name="迁入地区")),
                ("words", models.TextField(verbose_name="情况")),
                ("people", models.SmallIntegerField(verbose_name="人数")),
                ("on", models.DateField(verbose_name="日期")),
            ],
            options={"ordering": ["on", "id"]},
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
                ("cause", models.CharField(choices=[("periodic", "定期核查"), ("report", "家庭报告变化"), ("death", "成员去世"), ("work", "成员就业"), ("self_care", "自理能力变化"), ("expiry", "身份即将到期"), ("moved", "家庭迁出"), ("arrived", "家庭迁入"), ("family", "分户并户")], max_length=10, verbose_name="事由")),
                ("words", models.TextField(blank=True, verbose_name="情况")),
                ("months", models.SmallIntegerField(null=True, verbose_name="核查间隔（月）")),
                ("why", models.CharField(blank=True, max_length=120, verbose_name="间隔的理由")),
                ("state", models.CharField(choices=[("opened", "待核查"), ("closed", "已核查")], default="opened", max_length=8, verbose_name="状态")),
                ("opened_on", models.DateField(verbose_name="列入日期")),
                ("due_on", models.DateField(verbose_name="办理期限")),
                ("outcome", models.CharField(blank=True, choices=[("unchanged", "没有明显变化，待遇不变"), ("change", "提出变更"), ("told", "已书面告知")], max_length=10, verbose_name="结果")),
                ("findings", models.TextField(blank=True, verbose_name="核查情况")),
                ("closed_on", models.DateField(null=True, verbose_name="办结日期")),
            ],
            options={"ordering": ["due_on", "id"]},
        ),
        migrations.CreateModel(
            name="ReviewPace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.SmallIntegerField(verbose_name="核查间隔（月）")),
                ("reason", models.TextField(verbose_name="理由")),
                ("on", models.DateField(verbose_name="设定日期")),
                ("region", models.CharField(max_length=12, verbose_name="地区")),
            ],
        ),
        migrations.RemoveConstraint(model_name="change", name="change_has_owner_and_reason"),
        migrations.RemoveConstraint(model_name="change", name="hear_before_reducing_or_ending"),
        migrations.RemoveConstraint(model_name="decision", name="decision_fits_its_case"),
        migrations.RemoveConstraint(model_name="decision", name="decided_after_hearing"),
        migrations.RemoveConstraint(model_name="decision", name="decision_has_a_reason"),
        migrations.AlterField(model_name="change", name="kind", field=models.CharField(choices=[("reduce", "调减"), ("end", "终止"), ("increase", "增发"), ("resume", "恢复"), ("move", "转移")], max_length=8, verbose_name="提议")),
        migrations.AlterField(model_name="change", name="state", field=models.CharField(choices=[("opened", "已提出，待听取意见"), ("heard", "已听取意见，待决定"), ("ready", "增发、恢复或转移，待决定"), ("decided", "已决定"), ("noticed", "公示中")], default="opened", max_length=8, verbose_name="状态")),
        migrations.AlterField(
            model_name="decision", name="outcome", field=models.CharField(choices=[("grant", "同意"), ("refuse", "不予同意"), ("reduce", "调减"), ("end", "终止"), ("increase", "增发"), ("keep", "维持不变"), ("exit", "渐退后终止"), ("resume", "恢复"), ("move", "转移")], max_length=8, verbose_name="决定")
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("region", ""), _negated=True),
                    models.Q(("cause", ""), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    ("kind__in", ["reduce", "end", "increase", "resume", "move"]),
                    ("state__in", ["opened", "heard", "ready", "decided", "noticed"]),
                    ("scheme__in", ["dibao", "marginal", "rigid_expenditure", "tekun", "tekun_care"]),
                ),
                name="change_has_owner_and_reason",
            ),
        ),
        migrations.AddConstraint(model_name="change", constraint=models.CheckConstraint(condition=models.Q(("kind__in", ("increase", "resume", "move")), ("state", "opened"), ("heard_on__isnull", False), _connector="OR"), name="hear_before_reducing_or_ending")),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("application__isnull", False), ("outcome__in", ["grant", "refuse"])), models.Q(("change__isnull", False), ("outcome__in", ["reduce", "end", "increase", "keep", "exit", "resume", "move"])), _connector="OR"), name="decision_fits_its_case"),
        ),
        migrations.AddConstraint(model_name="decision", constraint=models.CheckConstraint(condition=models.Q(models.Q(("outcome__in", ("reduce", "end", "exit")), _negated=True), models.Q(("heard_on__isnull", False), ("heard_on__lte", models.F("decided_on"))), _connector="OR"), name="decided_after_hearing")),
        migrations.AddConstraint(model_name="decision", constraint=models.CheckConstraint(condition=models.Q(models.Q(("against_rules", False), ("outcome__in", ["grant", "increase", "resume", "move"])), models.Q(("reason", ""), _negated=True), _connector="OR"), name="decision_has_a_reason")),
        migrations.AddField(model_name="challenge", name="answered_by", field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="答复人")),
        migrations.AddField(model_name="challenge", name="decision", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="challenges", to="casework.decision", verbose_name="决定")),
        migrations.AddField(model_name="challenge", name="household", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="家庭")),
        migrations.AddField(model_name="challenge", name="person", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person", verbose_name="提出人")),
        migrations.AddField(model_name="challenge", name="registered_by", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="登记人")),
        migrations.AddField(model_name="correction", name="application", field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="casework.application", verbose_name="申请")),
        migrations.AddField(model_name="correction", name="change", field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="casework.change", verbose_name="变更")),
        migrations.AddField(model_name="correction", name="decision", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="casework.decision", verbose_name="被更正的决定")),
        migrations.AddField(model_name="correction", name="household", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="家庭")),
        migrations.AddField(model_name="correction", name="opened_by", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="提出人")),
        migrations.AddField(model_name="move", name="change", field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="move", to="casework.change", verbose_name="变更")),
        migrations.AddField(model_name="move", name="household", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="原家庭")),
        migrations.AddField(model_name="move", name="recorded_by", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="登记人")),
        migrations.AddField(model_name="move", name="to_household", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="新家庭")),
        migrations.AddField(model_name="review", name="closed_by", field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="核查人")),
        migrations.AddField(model_name="review", name="household", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="家庭")),
        migrations.AddField(model_name="review", name="opened_by", field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="登记人")),
        migrations.AddField(model_name="review", name="reported_by", field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person", verbose_name="报告人")),
        migrations.AddField(model_name="review", name="standing", field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="benefits.standing", verbose_name="身份")),
        migrations.AddField(model_name="reviewpace", name="household", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.household", verbose_name="家庭")),
        migrations.AddField(model_name="reviewpace", name="set_by", field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="设定人")),
        migrations.AddIndex(model_name="challenge", index=models.Index(fields=["household"], name="challenges_of_household")),
        migrations.AddConstraint(model_name="challenge", constraint=models.UniqueConstraint(condition=models.Q(("state", "closed"), _negated=True), fields=("decision", "channel"), name="one_open_challenge_of_a_channel")),
        migrations.AddConstraint(
            model_name="challenge", constraint=models.CheckConstraint(condition=models.Q(models.Q(("words", ""), _negated=True), models.Q(("body", ""), _negated=True), ("channel__in", ["objection", "reconsideration", "suit"]), ("state__in", ["registered", "answered", "ordered", "closed"])), name="challenge_has_words")
        ),
        migrations.AddConstraint(model_name="challenge", constraint=models.CheckConstraint(condition=models.Q(("due_on__gte", models.F("registered_on")), ("filed_on__lte", models.F("registered_on"))), name="challenge_has_term")),
        migrations.AddConstraint(
            model_name="challenge", constraint=models.CheckConstraint(condition=models.Q(models.Q(("state", "answered"), _negated=True), models.Q(("answered_by__isnull", False), ("answered_on__isnull", False), models.Q(("answer", ""), _negated=True)), _connector="OR"), name="answered_by_somebody")
        ),
        migrations.AddConstraint(
            model_name="challenge", constraint=models.CheckConstraint(condition=models.Q(models.Q(("state__in", ["ordered", "closed"]), _negated=True), models.Q(("result__in", ["keep", "change", "redo", "withdrawn"]), models.Q(("result_words", ""), _negated=True)), _connector="OR"), name="closed_with_a_result")
        ),
        migrations.AddConstraint(model_name="correction", constraint=models.CheckConstraint(condition=models.Q(("change__isnull", False), ("application__isnull", False), _connector="XOR"), name="correction_has_one_case")),
        migrations.AddConstraint(model_name="correction", constraint=models.CheckConstraint(condition=models.Q(models.Q(("words", ""), _negated=True), ("over_fen__gte", 0), ("since_month__day", 1), ("under_fen__gte", 0)), name="correction_says_what_and_since")),
        migrations.AddIndex(model_name="move", index=models.Index(fields=["household"], name="moves_of_household")),
        migrations.AddIndex(model_name="move", index=models.Index(fields=["to_household"], name="moves_to_household")),
        migrations.AddConstraint(model_name="move", constraint=models.CheckConstraint(condition=models.Q(models.Q(("words", ""), _negated=True), ("kind__in", ["move", "split", "merge"]), ("people__gt", 0)), name="move_has_people_and_words")),
        migrations.AddIndex(model_name="review", index=models.Index(fields=["household"], name="reviews_of_household")),
        migrations.AddIndex(model_name="review", index=models.Index(condition=models.Q(("state", "opened")), fields=["region", "due_on"], name="open_reviews_by_deadline")),
        migrations.AddConstraint(model_name="review", constraint=models.UniqueConstraint(condition=models.Q(("state", "opened")), fields=("household", "cause"), name="one_open_review_of_a_cause")),
        migrations.AddConstraint(
            model_name="review", constraint=models.CheckConstraint(condition=models.Q(models.Q(("region", ""), _negated=True), ("cause__in", ["periodic", "report", "death", "work", "self_care", "expiry", "moved", "arrived", "family"]), ("due_on__gte", models.F("opened_on"))), name="review_has_owner_and_term")
        ),
        migrations.AddConstraint(model_name="review", constraint=models.CheckConstraint(condition=models.Q(("cause__in", ["periodic", "expiry"]), models.Q(("opened_by__isnull", False), models.Q(("words", ""), _negated=True)), _connector="OR"), name="review_is_reported_in_words")),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_by", None), ("closed_on", None), ("outcome", ""), ("state", "opened")), models.Q(("closed_by__isnull", False), ("closed_on__isnull", False), ("outcome__in", ["unchanged", "change", "told"]), ("state", "closed"), models.Q(("findings", ""), _negated=True)), _connector="OR"
                ),
                name="review_is_closed_by_somebody",
            ),
        ),
        migrations.AddIndex(model_name="reviewpace", index=models.Index(fields=["household"], name="paces_of_household")),
        migrations.AddConstraint(model_name="reviewpace", constraint=models.CheckConstraint(condition=models.Q(("months__gte", 1), ("months__lte", 12), models.Q(("reason", ""), _negated=True)), name="pace_has_months_and_reason")),
        *[rls.scoped(f"casework_{table}") for table in BY_REGION],
        rls.scoped("casework_move", using=BOTH_ENDS, check=rls.REGION_VISIBLE),
        rls.append_only("casework_reviewpace"),
    ]
