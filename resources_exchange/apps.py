from django.apps import AppConfig


class ResourcesExchangeConfig(AppConfig):
    """Public resources exchange."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "resources_exchange"
    verbose_name = "公共资源交易"
