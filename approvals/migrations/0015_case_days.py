"""A block-range index for the public figures: they ask for a week or a month of the whole table."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('approvals', '0014_entries_nobody_reads')]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=BrinIndex(autosummarize=True, fields=['received_on', 'decided_on'], name='case_days', pages_per_range=32),
        ),
    ]
