"""交换: lists on their way, every try with its evidence, sources and whether they can be reached; answers that name their list, and bear a mark."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from doudi.base import rls

MINE = "(select nullif(current_setting('doudi.region', true), ''))"
# A list is the county's and names nobody itself: its townships, who ask for it, see how it fares.
SHARED = f"(starts_with(region, {MINE}) OR starts_with({MINE}, region))"

STAYS = """
CREATE FUNCTION verification_attempt_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.outcome <> '' OR (OLD.exchange_id, OLD.number, OLD.channel, OLD.began_at, OLD.sent_digest, OLD.region)
        IS DISTINCT FROM (NEW.exchange_id, NEW.number, NEW.channel, NEW.began_at, NEW.sent_digest, NEW.region) THEN
        RAISE EXCEPTION 'attempt %: attempt_ends_once', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verification_attempt_ends_once BEFORE UPDATE ON verification_attempt FOR EACH ROW EXECUTE FUNCTION verification_attempt_ends_once();
CREATE FUNCTION verification_sent_stays_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL OR (OLD.request_id, OLD.feed, OLD.region, OLD.start_by_on) IS DISTINCT FROM (NEW.request_id, NEW.feed, NEW.region, NEW.start_by_on)
        OR NEW.attempts < OLD.attempts THEN
        RAISE EXCEPTION 'exchange %: sent_stays_sent', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verification_sent_stays_sent BEFORE UPDATE ON verification_exchange FOR EACH ROW EXECUTE FUNCTION verification_sent_stays_sent();
CREATE TRIGGER verification_attempt_kept BEFORE DELETE ON verification_attempt FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_attempts_kept BEFORE TRUNCATE ON verification_attempt FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_exchange_kept BEFORE DELETE ON verification_exchange FOR EACH ROW EXECUTE FUNCTION doudi_refuse_change();
CREATE TRIGGER verification_exchanges_kept BEFORE TRUNCATE ON verification_exchange FOR EACH STATEMENT EXECUTE FUNCTION doudi_refuse_change();
"""
UNDO = """
DROP TRIGGER verification_attempt_ends_once ON verification_attempt; DROP FUNCTION verification_attempt_ends_once();
DROP TRIGGER verification_sent_stays_sent ON verification_exchange; DROP FUNCTION verification_sent_stays_sent();
DROP TRIGGER verification_attempt_kept ON verification_attempt; DROP TRIGGER verification_attempts_kept ON verification_attempt;
DROP TRIGGER verification_exchange_kept ON verification_exchange; DROP TRIGGER verification_exchanges_kept ON verification_exchange;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0008_cross_province'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='第几次')),
                ('channel', models.CharField(choices=[('folder', '文件夹'), ('rest', '接口')], max_length=6, verbose_name='方式')),
                ('began_at', models.DateTimeField(verbose_name='开始时间')),
                ('sent_digest', models.CharField(max_length=64, verbose_name='发出内容指纹（SM3）')),
                ('outcome', models.CharField(blank=True, choices=[('', '中断，是否送达不明'), ('sent', '已送达'), ('answered', '已送达并答复'), ('failed', '未成功')], default='', max_length=10, verbose_name='结果')),
                ('words', models.CharField(blank=True, default='', max_length=300, verbose_name='说明')),
                ('back_digest', models.CharField(blank=True, default='', max_length=64, verbose_name='返回内容指纹（SM3）')),
                ('back_bytes', models.PositiveBigIntegerField(default=0, verbose_name='返回字节数')),
                ('region', models.CharField(max_length=12, verbose_name='县区')),
            ],
        ),
        migrations.CreateModel(
            name='Circuit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=60, verbose_name='数据')),
                ('region', models.CharField(max_length=12, verbose_name='县区')),
                ('failures', models.PositiveIntegerField(default=0, verbose_name='连续失败次数')),
                ('since_at', models.DateTimeField(null=True, verbose_name='现状自')),
                ('rests_until_at', models.DateTimeField(null=True, verbose_name='暂停至')),
            ],
        ),
        migrations.CreateModel(
            name='Exchange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=60, verbose_name='数据')),
                ('region', models.CharField(max_length=12, verbose_name='县区')),
                ('start_by_on', models.DateField(help_text='最低生活保障审核确认办法 第十七条: within three working days', verbose_name='启动期限')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='已试次数')),
                ('last_at', models.DateTimeField(null=True, verbose_name='最近一次')),
                ('next_at', models.DateTimeField(help_text='null: at once, while it is not there', null=True, verbose_name='下一次')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='送达时间')),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=60, verbose_name='数据')),
                ('region', models.CharField(max_length=12, verbose_name='县区')),
                ('channel', models.CharField(choices=[('folder', '文件夹'), ('rest', '接口')], max_length=6, verbose_name='方式')),
                ('address', models.CharField(blank=True, default='', max_length=300, verbose_name='地址')),
                ('audience', models.CharField(blank=True, default='', max_length=60, verbose_name='接收方代号')),
                ('seconds', models.PositiveSmallIntegerField(default=20, verbose_name='一次最多等待（秒）')),
                ('workdays', models.PositiveSmallIntegerField(default=0, help_text='0: as the feed itself says', verbose_name='答复期限（工作日）')),
                ('most_failures', models.PositiveSmallIntegerField(default=5, verbose_name='连续失败几次后暂停')),
                ('rest_minutes', models.PositiveIntegerField(default=30, verbose_name='暂停（分钟）')),
                ('from_on', models.DateField(verbose_name='启用日期')),
                ('until_on', models.DateField(null=True, verbose_name='停用日期')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='one_delivery_a_day',
        ),
        migrations.AddField(
            model_name='answer',
            name='correction',
            field=models.PositiveSmallIntegerField(default=0, help_text="the delivery's, which is the county's own and hidden from its townships", verbose_name='更正次序'),
        ),
        migrations.AddField(
            model_name='answer',
            name='said',
            field=models.BinaryField(default=b'', help_text='the same for the same answer about the same person; it tells nobody what', max_length=32, verbose_name='所答（密印）'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='of_list',
            field=models.CharField(blank=True, default='', max_length=16, verbose_name='所答名单'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('feed', 'region', 'on', 'of_list', 'correction'), name='one_delivery_a_day'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='delivery',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='verification.delivery', verbose_name='到件'),
        ),
        migrations.AddConstraint(
            model_name='circuit',
            constraint=models.UniqueConstraint(fields=('feed', 'region'), name='one_circuit_a_source'),
        ),
        migrations.AddField(
            model_name='exchange',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='exchange', to='verification.request'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='exchange',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tries', to='verification.exchange'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on', None)), fields=('feed', 'region'), name='one_source_of_a_feed'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('channel', 'folder')), models.Q(('channel', 'rest'), models.Q(('address', ''), _negated=True), models.Q(('audience', ''), _negated=True)), _connector='OR'), name='source_has_an_address'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('most_failures__gte', 1), ('rest_minutes__gte', 1), ('rest_minutes__lte', 1440), ('seconds__gte', 1), ('seconds__lte', 300), ('workdays__lte', 60)), name='source_within_reason'),
        ),
        migrations.AddIndex(
            model_name='exchange',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['next_at'], name='lists_to_send'),
        ),
        migrations.AddConstraint(
            model_name='exchange',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at', None), ('attempts__gte', 1), _connector='OR'), name='sent_by_an_attempt'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['began_at'], name='attempts_by_time'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('exchange', 'number'), name='attempts_are_counted'),
        ),
        *[rls.scoped(f"verification_{table}", using=SHARED) for table in ("source", "circuit", "exchange", "attempt")],
        migrations.RunSQL(STAYS, UNDO),
    ]
