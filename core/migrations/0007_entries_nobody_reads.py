"""Indexes that no query asks: an act enters each of its rows in one the fewer."""

import django.db.models.deletion
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from core.writes.indexes import LIKE, drop_index


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('core', '0006_delivered'),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name='event',
            name='event_at',
        ),
        RemoveIndexConcurrently(
            model_name='outbox',
            name='outbox_subject',
        ),
        migrations.SeparateDatabaseAndState(
            [drop_index('core', 'document', 'replaced_by')],
            [
                migrations.AlterField(
                    model_name='document',
                    name='replaced_by',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='core.document'),
                ),
            ],
        ),
        drop_index('core', 'outbox', 'key', LIKE),
        drop_index('core', 'document', 'token', LIKE),
        drop_index('core', 'storedfile', 'token', LIKE),
        drop_index('core', 'message', 'token', LIKE),
        drop_index('core', 'delivery', 'key', LIKE),
    ]
