"""Headings in words for lists and forms of the workbench; nothing changes in the database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_words_of_columns'),
        ('admin_center', '0007_clock_stopped_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='itemversion',
            name='digest',
            field=models.CharField(max_length=64, verbose_name='校验值'),
        ),
        migrations.AlterField(
            model_name='itemversion',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='admin_center.serviceitem', verbose_name='事项'),
        ),
        migrations.AlterField(
            model_name='site',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='admin_center.site', verbose_name='上级'),
        ),
        migrations.AlterField(
            model_name='staffposting',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='部门'),
        ),
        migrations.AlterField(
            model_name='staffposting',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='admin_center.site', verbose_name='场所'),
        ),
        migrations.AlterField(
            model_name='staffposting',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to=settings.AUTH_USER_MODEL, verbose_name='人员'),
        ),
        migrations.AlterField(
            model_name='staffposting',
            name='window',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='admin_center.window', verbose_name='窗口'),
        ),
        migrations.AlterField(
            model_name='window',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='accounts.department', verbose_name='部门'),
        ),
        migrations.AlterField(
            model_name='window',
            name='site',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='admin_center.site', verbose_name='场所'),
        ),
    ]
