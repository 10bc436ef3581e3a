"""Who can sign in to the demonstration; printed when the portal is ready."""

from __future__ import annotations

PASSWORD = "yuhang-demo-2026"  # noqa: S105  # published on purpose; exists only with PORTAL_DEMO=1
ACCOUNTS = (
    ("lihua", "市民 citizen"),
    ("zhangwei", "企业办事人 enterprise agent"),
    ("clerk.construction", "窗口受理 window clerk"),
    ("reviewer.planning", "审查 reviewer"),
    ("head.construction", "审批 approver"),
    ("sysadmin", "系统管理 system administrator"),
)


def introduce() -> None:
    """The main accounts; the sign-in page lists them all."""
    print("\n演示账户 Demo accounts")
    for name, role in ACCOUNTS:
        print(f"  {name:<20} {role}")
    print(f"  口令 password: {PASSWORD}    (全部账户见登录页 all accounts: sign-in page)", flush=True)
