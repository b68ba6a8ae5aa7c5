"""一次提交与本人设置: keys of forms sent, the first password, the size of letters."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):
    """A form's key is unique for its officer, and seen by nobody else."""

    dependencies = [("base", "0003_kept_files")]

    operations = [
        migrations.AddField("officer", "must_change_password", models.BooleanField(default=False, verbose_name="须先修改密码")),
        migrations.AddField("officer", "large_text", models.BooleanField(default=False, verbose_name="大字版")),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(verbose_name="提交编号")),
                ("leads_to", models.CharField(blank=True, default="", max_length=200, verbose_name="结果页")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="时间")),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="人员")),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="submissions_by_time")],
                "constraints": [models.UniqueConstraint(fields=["officer", "key"], name="sent_once")],
            },
        ),
        rls.scoped("base_submission", using=rls.OWN_OR_SYSTEM),
    ]
