from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, mandates, staff, departments, rights."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "accounts"
    verbose_name = "人员与机构"
