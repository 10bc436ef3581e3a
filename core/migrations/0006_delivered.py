"""A delivery may be known to have arrived; choices only, the table stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_kept_answers")]
    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                max_length=10,
                default="queued",
                choices=[
                    ("queued", "待发送"),
                    ("sent", "已发送"),
                    ("delivered", "已送达"),
                    ("failed", "发送失败"),
                    ("skipped", "未发送"),
                ],
            ),
        )
    ]
