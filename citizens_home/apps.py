from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitizensHomeConfig(AppConfig):
    """The public face: guides, applying, following a case."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "citizens_home"
    verbose_name = _("市民之家")

    def ready(self) -> None:
        """Say which page asks for what was sent after the session had ended."""
        # Here, not above: settings can be read only once the apps are loaded.
        from core.web.kept import register_kept  # noqa: PLC0415

        register_kept("citizens_home:draft-topic", "citizens_home:statement")
