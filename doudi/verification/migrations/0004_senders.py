"""发送方: machines that may send files by themselves, by the public keys of their signatures."""

from django.db import migrations, models

from doudi.base import rls


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0003_held_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('region', models.CharField(max_length=12, verbose_name='县区')),
                ('feeds', models.JSONField(verbose_name='可以发送的数据')),
                ('public_key', models.TextField(verbose_name='公钥（PEM）')),
                ('fingerprint', models.CharField(max_length=64, unique=True, verbose_name='公钥指纹')),
                ('from_on', models.DateField(verbose_name='启用日期')),
                ('until_on', models.DateField(null=True, verbose_name='停用日期')),
            ],
        ),
        rls.scoped("verification_sender"),
    ]
