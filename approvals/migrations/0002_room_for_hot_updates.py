"""Pages of cases and steps keep room, so that an act's update stays on its page."""

from django.db import migrations


class Migration(migrations.Migration):
    """fillfactor 80 on the two hot tables."""

    dependencies = [("approvals", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE approvals_case SET (fillfactor = 80); ALTER TABLE approvals_step SET (fillfactor = 80);",
            "ALTER TABLE approvals_case RESET (fillfactor); ALTER TABLE approvals_step RESET (fillfactor);",
        )
    ]
