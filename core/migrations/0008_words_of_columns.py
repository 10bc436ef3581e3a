"""Headings in words for lists and forms of the workbench; nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_entries_nobody_reads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(max_length=40, verbose_name='动作'),
        ),
        migrations.AlterField(
            model_name='event',
            name='role',
            field=models.CharField(max_length=24, verbose_name='身份'),
        ),
        migrations.AlterField(
            model_name='event',
            name='seq',
            field=models.IntegerField(verbose_name='第几步'),
        ),
        migrations.AlterField(
            model_name='event',
            name='subject_id',
            field=models.BigIntegerField(verbose_name='对象编号'),
        ),
        migrations.AlterField(
            model_name='event',
            name='subject_kind',
            field=models.CharField(max_length=24, verbose_name='对象类别'),
        ),
        migrations.AlterField(
            model_name='messagetemplate',
            name='updated_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='修改时间'),
        ),
        migrations.AlterField(
            model_name='messagetemplate',
            name='updated_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='修改人'),
        ),
    ]
