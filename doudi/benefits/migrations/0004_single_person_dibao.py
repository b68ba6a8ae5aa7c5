"""单人户: dibao for one person of a family that is not dibao (57号 8)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benefits', '0003_over_and_under'),
    ]

    operations = [
        migrations.AlterField(
            model_name='standing',
            name='kind',
            field=models.CharField(choices=[('dibao', '最低生活保障家庭'), ('tekun', '特困人员'), ('single_person_dibao', '最低生活保障对象（单人户）'), ('marginal', '最低生活保障边缘家庭'), ('rigid_expenditure', '刚性支出困难家庭')], max_length=20, verbose_name='身份'),
        ),
    ]
