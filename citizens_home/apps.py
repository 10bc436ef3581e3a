from django.apps import AppConfig


class CitizensHomeConfig(AppConfig):
    """The public face: guides, applying, following a case."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "citizens_home"
    verbose_name = "市民之家"
