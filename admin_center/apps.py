from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdminCenterConfig(AppConfig):
    """The centre: sites, windows, item registry, calendar, clocks, supervision."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "admin_center"
    verbose_name = _("行政服务中心")

    def ready(self) -> None:
        """Say who keeps the promises of cards and of the calendar."""
        # Here, not above: models can be imported only once the apps are loaded.
        from accounts.registry import register_office_rights  # noqa: PLC0415
        from accounts.services.offices import SYSTEM  # noqa: PLC0415
        from admin_center.calendar.services.import_notice import REDATE_TOPIC  # noqa: PLC0415
        from admin_center.clocks.services.redate_clocks import redate_open_clocks  # noqa: PLC0415
        from admin_center.clocks.verify import verify_clocks  # noqa: PLC0415
        from admin_center.supervision import notices  # noqa: PLC0415
        from core.outbox.registry import register  # noqa: PLC0415
        from core.records.registry import register_check  # noqa: PLC0415

        register_office_rights(
            SYSTEM, "admin_center.add_calendaredition", "admin_center.view_calendaredition"
        )
        register_check("clock ledgers", verify_clocks)
        register(REDATE_TOPIC, redate_open_clocks)
        register("card.issued", notices.tell_issued)
        register("card.answered", notices.tell_answered)
        register("card.ended", notices.tell_ended)
