from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Ground floor: what every office needs and no office owns."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "core"
    verbose_name = "基础"
