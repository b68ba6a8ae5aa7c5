"""办理期限: by when the next step of a recovery is done is the place's to say; where it says nothing there is no such day."""

from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):

    dependencies = [('benefits', '0024_return_orders')]

    operations = [
        migrations.AlterField(model_name='recovery', name='due_on', field=models.DateField(null=True, verbose_name='办理期限')),
        rls.not_undone_while("benefits_recovery", "due_on IS NULL", "有清退没有办理期限"),
    ]
