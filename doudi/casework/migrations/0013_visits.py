"""调查表、签字、抽查: ways of looking into a case with their form and signatures, and the seed that draws which tekun cases the county looks into."""

import django.db.models.deletion
from django.db import migrations, models

from doudi.base import postgres, rls


def shown_to_all(table: str, using: str) -> migrations.RunSQL:
    """Of the rows of a place, those that everybody may see."""
    return migrations.RunSQL(
        f"CREATE POLICY open_to_all ON {table} AS RESTRICTIVE FOR SELECT TO {postgres.PUBLIC} USING ({using});", f"DROP POLICY open_to_all ON {table};"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0012_intake'),
    ]

    operations = [
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('family', '在场的家庭成员'), ('officer', '调查人员')], max_length=8, verbose_name='签字方')),
                ('name', models.CharField(max_length=40, verbose_name='签字人')),
                ('file', models.CharField(blank=True, max_length=64, verbose_name='签名图片')),
                ('instead', models.TextField(blank=True, verbose_name='没有电子签名的说明')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SpotDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=30, verbose_name='申请编号')),
                ('place', models.PositiveIntegerField(verbose_name='当月第几件')),
                ('lot', models.PositiveSmallIntegerField(verbose_name='签号')),
                ('is_drawn', models.BooleanField(verbose_name='抽中')),
                ('on', models.DateField(verbose_name='日期')),
                ('region', models.CharField(max_length=12, verbose_name='地区')),
            ],
            options={
                'ordering': ['seed', 'place'],
            },
        ),
        migrations.CreateModel(
            name='SpotSeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=6, verbose_name='区县')),
                ('month', models.DateField(verbose_name='月份')),
                ('promise', models.CharField(max_length=64, verbose_name='种子指纹')),
                ('promised_on', models.DateField(verbose_name='公布指纹日期')),
                ('seed', models.CharField(blank=True, max_length=64, verbose_name='种子')),
                ('shown_on', models.DateField(null=True, verbose_name='公布种子日期')),
            ],
            options={
                'ordering': ['-month'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='investigation',
            name='investigation_has_findings',
        ),
        migrations.AddField(
            model_name='investigation',
            name='answers',
            field=models.JSONField(default=dict, verbose_name='调查表'),
        ),
        migrations.AddField(
            model_name='investigation',
            name='because',
            field=models.TextField(blank=True, verbose_name='没有入户的原因'),
        ),
        migrations.AddField(
            model_name='investigation',
            name='who',
            field=models.CharField(blank=True, max_length=120, verbose_name='受访人、去函单位或参加人'),
        ),
        migrations.AlterField(
            model_name='investigation',
            name='manner',
            field=models.CharField(choices=[('survey', '入户调查'), ('remote', '电话、视频调查'), ('neighbour', '邻里访问'), ('letter', '信函索证'), ('conference', '小组会商'), ('community', '民主评议'), ('county', '县级入户调查')], max_length=10, verbose_name='方式'),
        ),
        migrations.AddConstraint(
            model_name='investigation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('findings', ''), _negated=True), ('manner__in', ['survey', 'remote', 'neighbour', 'letter', 'conference', 'community', 'county'])), name='investigation_has_findings'),
        ),
        migrations.AddConstraint(
            model_name='investigation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('manner', 'remote'), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='from_afar_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='investigation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('manner__in', ['neighbour', 'letter', 'conference']), _negated=True), models.Q(('who', ''), _negated=True), _connector='OR'), name='who_spoke_is_named'),
        ),
        migrations.AddField(
            model_name='signature',
            name='investigation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='casework.investigation', verbose_name='调查'),
        ),
        migrations.AddField(
            model_name='spotdraw',
            name='application',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='spot_draw', to='casework.application', verbose_name='申请'),
        ),
        migrations.AddConstraint(
            model_name='spotseed',
            constraint=models.UniqueConstraint(fields=('region', 'month'), name='one_seed_a_month'),
        ),
        migrations.AddConstraint(
            model_name='spotseed',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='seed_of_a_month'),
        ),
        migrations.AddConstraint(
            model_name='spotseed',
            constraint=models.CheckConstraint(condition=models.Q(('seed', ''), ('shown_on__isnull', False), _connector='XOR'), name='seed_shown_on_a_day'),
        ),
        migrations.AddField(
            model_name='spotdraw',
            name='seed',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='casework.spotseed', verbose_name='种子'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('investigation', 'side', 'name'), name='signed_once_by_each'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('file', ''), ('instead', ''), _connector='XOR'), name='signed_or_said_why_not'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='signature_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='spotdraw',
            constraint=models.UniqueConstraint(fields=('seed', 'place'), name='one_case_a_place'),
        ),
        migrations.AddConstraint(
            model_name='spotdraw',
            constraint=models.CheckConstraint(condition=models.Q(('lot__lt', 10000)), name='lot_is_one_of_ten_thousand'),
        ),
        rls.scoped("casework_signature"),
        rls.append_only("casework_signature"),
        rls.scoped("casework_spotseed"),
        rls.scoped("casework_spotdraw"),
        rls.append_only("casework_spotdraw"),
        # Beside the region: the public sees what a month drew once its seed is shown, not before.
        shown_to_all("casework_spotseed", "true"),
        shown_to_all("casework_spotdraw", "EXISTS (SELECT 1 FROM casework_spotseed s WHERE s.id = casework_spotdraw.seed_id AND s.seed <> '')"),
    ]
