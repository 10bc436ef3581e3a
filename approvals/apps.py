from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Casework: drafts, cases, steps, decisions."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "approvals"
    verbose_name = "审批"
