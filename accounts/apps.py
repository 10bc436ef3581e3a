from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations, mandates, staff, departments, rights."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "accounts"
    verbose_name = _("人员与机构")

    def ready(self) -> None:
        """Tell the letters' room where people are reached (their models are loaded only now)."""
        from accounts.contacts import addresses_of_user  # noqa: PLC0415 – models are ready only here
        from core.letters.registry import register_addresses  # noqa: PLC0415 – models are ready only here

        register_addresses(addresses_of_user)
