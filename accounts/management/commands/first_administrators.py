"""Open the three administrators of a new deployment from the console."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.first_administrators import make_first_administrators
from accounts.services.offices import AUDIT, SECURITY, SYSTEM
from core.errors import Refused

OFFICES = {"system": SYSTEM, "security": SECURITY, "audit": AUDIT}


class Command(BaseCommand):
    """`first_administrators --system luo 骆行简 --security dai 戴安澜 --audit chu 褚怀瑾`; once only."""

    help = "为新部署开出系统管理员、安全管理员、审计员三个账号，显示一次性密码。已有管理员时不再开。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for option in OFFICES:
            parser.add_argument(f"--{option}", nargs=2, required=True, metavar=("USERNAME", "NAME"))

    def handle(self, *args: Any, **options: Any) -> None:
        people = {office: tuple(options[option]) for option, office in OFFICES.items()}
        try:
            passwords = make_first_administrators(people)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        for office, (username, name) in people.items():
            self.stdout.write(f"{office}\t{name}\t{username}\t{passwords[username]}")
        self.stdout.write("这些密码只显示这一次。请交给本人，首次登录时系统要求改成自己的密码。")
