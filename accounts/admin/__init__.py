"""Accounts, posts, mandates, departments and roles in the workbench."""

from accounts.admin import departments, mandates, memberships, roles, users

__all__ = ["departments", "mandates", "memberships", "roles", "users"]
