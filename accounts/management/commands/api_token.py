"""Issue or take back the key of an agency's program from the console."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import ApiToken, User
from accounts.services.api_tokens import issue_api_token, revoke_api_token
from core.errors import Refused


class Command(BaseCommand):
    """`api_token issue USERNAME "purpose" --days 90`, `api_token list`, `api_token revoke ID`."""

    help = "发放、列出、收回接口密钥。密钥只在发放时显示一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        issue = acts.add_parser("issue")
        issue.add_argument("username")
        issue.add_argument("name")
        issue.add_argument("--days", type=int, default=90)
        acts.add_parser("list")
        acts.add_parser("revoke").add_argument("id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['act']}")(options)
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _issue(self, options: dict[str, Any]) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"没有这个账号：{options['username']}")
        token, secret = issue_api_token(user, by=None, name=options["name"], days=options["days"])
        self.stdout.write(f"{token.pk} {secret}")

    def _list(self, options: dict[str, Any]) -> None:
        for token in ApiToken.objects.select_related("user").order_by("pk"):
            state = "已收回" if token.revoked_at else f"有效期至 {token.expires_at:%Y-%m-%d}"
            self.stdout.write(f"{token.pk} {token.user.username} {token.name} {state}")

    def _revoke(self, options: dict[str, Any]) -> None:
        token = ApiToken.objects.filter(pk=options["id"]).first()
        if token is None:
            raise CommandError(f"没有这个密钥：{options['id']}")
        revoke_api_token(token, by=None)
        self.stdout.write(f"{token.pk} 已收回")
