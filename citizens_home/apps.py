from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitizensHomeConfig(AppConfig):
    """The public face: guides, applying, following a case."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "citizens_home"
    verbose_name = _("市民之家")
