"""待处理: what is held or came back stands in an index of its own; a line that goes its way never enters it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0021_closed_known'),
        ('registry', '0007_former_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='payline',
            name='waits',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['held', 'failed'], then=True), default=False), output_field=models.BooleanField(verbose_name='待处理')),
        ),
        migrations.AddIndex(
            model_name='payline',
            index=models.Index(condition=models.Q(('waits', True)), fields=['region'], name='pay_line_waits'),
        ),
    ]
