"""审批期限: by when a second officer answers a correction of a subsidy is the place's to say; where it says nothing there is no such day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('benefits', '0022_what_waits')]

    operations = [
        migrations.AlterField(model_name='subsidycorrection', name='due_on', field=models.DateField(null=True, verbose_name='审批期限')),
    ]
