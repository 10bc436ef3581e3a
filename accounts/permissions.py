"""Who may manage accounts and rights. Each docstring lists who passes."""

from accounts.models import User


def can_manage_accounts(user: User) -> bool:
    """System administrators."""
    return user.is_active and user.has_perm("accounts.change_user") and not user.is_superuser


def can_grant_roles(user: User) -> bool:
    """Security administrators."""
    return user.is_active and user.has_perm("auth.change_group") and not user.is_superuser
