"""A block-range index for the public figures: they ask for a week or a month of the whole table."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('admin_center', '0006_entries_nobody_reads')]

    operations = [
        AddIndexConcurrently(
            model_name='clock',
            index=BrinIndex(autosummarize=True, fields=['stopped_on'], name='clock_stopped_day', pages_per_range=32),
        ),
    ]
