from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """Casework: drafts, cases, steps, decisions."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "approvals"
    verbose_name = _("审批")

    def ready(self) -> None:
        """Say who keeps the promises of a case, and who reads its documents."""
        # Here, not above: models can be imported only once the apps are loaded.
        from admin_center.clocks.registry import register as register_clocks  # noqa: PLC0415
        from approvals import documents, notices, permissions  # noqa: PLC0415
        from approvals.clock_subject import CASE_CLOCKS  # noqa: PLC0415
        from approvals.rules.statements import TOLD_OFFICE  # noqa: PLC0415
        from approvals.rules.urging import URGED  # noqa: PLC0415
        from approvals.services.bars import TELL_BAR  # noqa: PLC0415
        from approvals.services.statements import keep_stated_promise  # noqa: PLC0415
        from approvals.services.urge import keep_urged_promise  # noqa: PLC0415
        from core.documents.registry import SubjectRules, register_subject  # noqa: PLC0415
        from core.files.registry import register_reader  # noqa: PLC0415
        from core.outbox.registry import register  # noqa: PLC0415
        from core.records.registry import register_head  # noqa: PLC0415
        from core.web.kept import register_kept  # noqa: PLC0415

        register(notices.TELL, notices.keep_tell_promise)
        register(notices.READY, notices.keep_ready_promise)
        register(URGED, keep_urged_promise)
        register(TELL_BAR, notices.keep_bar_promise)
        register(TOLD_OFFICE, keep_stated_promise)
        register_clocks(CASE_CLOCKS)
        register_head("case", "approvals_case")
        register_subject("case", SubjectRules(documents.may_read, documents.told_ready))
        register_reader("case", permissions.may_read_file)
        register_kept("admin:approvals_case_act", "admin:approvals_case_note")
        register_kept("admin:approvals_case_receive_item")
