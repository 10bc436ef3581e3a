from django.db import migrations

import core.crypto.fields


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0004_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="typed",
            field=core.crypto.fields.EncryptedJSONField(default=dict, verbose_name="未成形的填写内容"),
        ),
    ]
