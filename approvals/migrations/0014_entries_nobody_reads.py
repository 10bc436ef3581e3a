"""Indexes that no query asks, and entries for what is null: an act enters its rows in fewer.

The indexes of an applicant's cases are made anew beside the old ones before those go.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

from core.writes.indexes import LIKE, drop_index


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('accounts', '0002_api_tokens'),
        ('admin_center', '0006_entries_nobody_reads'),
        ('approvals', '0013_phrase_use'),
        ('core', '0007_entries_nobody_reads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('applicant_user__isnull', False)), fields=['applicant_user', '-id'], name='case_by_user'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation', '-id'], name='case_by_organisation'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person', '-id'], name='case_by_person'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('site__isnull', False)), fields=['site', '-id'], name='case_by_site'),
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_of_user',
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_of_organisation',
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_of_person',
        ),
        migrations.SeparateDatabaseAndState(
            [
                drop_index('approvals', 'case', 'mandate'),
                drop_index('approvals', 'case', 'renews'),
                drop_index('approvals', 'case', 'site'),
                drop_index('approvals', 'step', 'department'),
            ],
            [
                migrations.AlterField(
                    model_name='case',
                    name='mandate',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='accounts.mandate'),
                ),
                migrations.AlterField(
                    model_name='case',
                    name='renews',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='core.document', verbose_name='延续的证照'),
                ),
                migrations.AlterField(
                    model_name='case',
                    name='site',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='admin_center.site', verbose_name='收件地点'),
                ),
                migrations.AlterField(
                    model_name='step',
                    name='department',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='accounts.department'),
                ),
            ],
        ),
        drop_index('approvals', 'case', 'number', LIKE),
        drop_index('approvals', 'case', 'token', LIKE),
        drop_index('approvals', 'case', 'submit_key', LIKE),
        drop_index('approvals', 'draft', 'token', LIKE),
    ]
