"""分类施保: what is proposed and decided beside dibao stands in a field of its own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0016_filed_and_handed_over'),
        ('registry', '0005_sounding'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='opinion_supplement_fen',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='拟分类施保（分）'),
        ),
        migrations.AddField(
            model_name='decision',
            name='supplement_fen',
            field=models.BigIntegerField(db_default=0, default=0, verbose_name='分类施保（分）'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('supplement_fen', 0), models.Q(('amount_fen__gt', 0), ('supplement_fen__gt', 0)), _connector='OR'), name='supplement_beside_help'),
        ),
    ]
