"""Headings in words for lists and forms of the workbench; nothing changes in the database."""

import core.now
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_password_given'),
    ]

    operations = [
        migrations.AlterField(
            model_name='department',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.department', verbose_name='上级'),
        ),
        migrations.AlterField(
            model_name='department',
            name='slug',
            field=models.SlugField(max_length=60, unique=True, verbose_name='网址名'),
        ),
        migrations.AlterField(
            model_name='mandate',
            name='created_at',
            field=models.DateTimeField(default=core.now.now, verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='mandate',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='accounts.organisation', verbose_name='单位'),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='created_at',
            field=models.DateTimeField(default=core.now.now, verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='staffmembership',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.department', verbose_name='部门'),
        ),
        migrations.AlterField(
            model_name='staffmembership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='人员'),
        ),
    ]
