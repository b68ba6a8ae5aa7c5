"""异地协查: signed requests to other provinces and from them, each with its answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

# What was asked, by whom, about whom, stays; so does an answer once given.
HELD = """
CREATE TRIGGER verification_crossrequest_keeps_rows BEFORE DELETE ON verification_crossrequest FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_crossrequest_keeps_answers BEFORE UPDATE ON verification_crossrequest FOR EACH ROW
    WHEN (OLD.answer_digest <> '' OR OLD.sealed <> NEW.sealed OR OLD.digest <> NEW.digest OR OLD.peer_id <> NEW.peer_id)
    EXECUTE FUNCTION doudi_refuse_change();
"""
NOT_HELD = """
DROP TRIGGER verification_crossrequest_keeps_answers ON verification_crossrequest;
DROP TRIGGER verification_crossrequest_keeps_rows ON verification_crossrequest;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0004_strangers'),
        ('verification', '0007_reports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CrossRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('out', '发往外省'), ('in', '外省来件')], max_length=3, verbose_name='方向')),
                ('number', models.CharField(max_length=40, verbose_name='编号')),
                ('peer_name', models.CharField(max_length=60, verbose_name='对方名称')),
                ('reason', models.CharField(max_length=120, verbose_name='依据')),
                ('sealed', models.BinaryField(verbose_name='名单（密文）')),
                ('digest', models.CharField(max_length=64, verbose_name='来件指纹（SM3）')),
                ('asked_on', models.DateField(verbose_name='请求日期')),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('answer_sealed', models.BinaryField(default=b'', verbose_name='答复（密文）')),
                ('answer_digest', models.CharField(blank=True, max_length=64, verbose_name='答复指纹（SM3）')),
                ('answered_on', models.DateField(null=True, verbose_name='答复日期')),
                ('region', models.CharField(max_length=12, verbose_name='区划')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='请求人')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.household', verbose_name='家庭')),
                ('peer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='verification.sender', verbose_name='对方')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('peer', 'direction', 'number'), name='cross_request_once'), models.CheckConstraint(condition=models.Q(models.Q(('answered_by', None), ('asked_by__isnull', False), ('direction', 'out'), ('household__isnull', False)), models.Q(('asked_by', None), ('direction', 'in'), ('household', None)), _connector='OR'), name='cross_request_has_its_side'), models.CheckConstraint(condition=models.Q(models.Q(('answer_digest', ''), ('answered_by', None), ('answered_on', None)), models.Q(('answered_on__isnull', False), models.Q(('answer_digest', ''), _negated=True), models.Q(('direction', 'out'), ('answered_by__isnull', False), _connector='OR')), _connector='OR'), name='cross_request_answered_by_a_person'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='cross_request_says_why')],
            },
        ),
        rls.scoped("verification_crossrequest"),
        migrations.RunSQL(HELD, NOT_HELD),
    ]
