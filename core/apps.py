from django.apps import AppConfig
from django.core.checks import register as register_setting_check
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Ground floor: what every office needs and no office owns."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "core"
    verbose_name = _("基础")

    def ready(self) -> None:
        """Say who keeps which promise of the ground floor."""
        # Here, not above: models can be imported only once the apps are loaded.
        from core.documents.checks import seal_is_configured  # noqa: PLC0415
        from core.documents.tasks import keep_render_promise  # noqa: PLC0415
        from core.letters.checks import sms_is_configured  # noqa: PLC0415
        from core.outbox.registry import register  # noqa: PLC0415
        from core.records.registry import register_check  # noqa: PLC0415
        from core.records.roots import verify_roots  # noqa: PLC0415

        register("document.render", keep_render_promise)
        register_setting_check(sms_is_configured, deploy=True)
        register_setting_check(seal_is_configured, deploy=True)
        register_check("published roots", verify_roots)
