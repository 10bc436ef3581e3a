from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesExchangeConfig(AppConfig):
    """Public resources exchange."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "resources_exchange"
    verbose_name = _("公共资源交易")
