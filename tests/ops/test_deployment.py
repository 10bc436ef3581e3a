"""A deployment from nothing: production settings, the application's own role, first people, first paper."""

import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import pytest

from ops.environment import ROOT
from ops.identity import ends_with_parent
from ops.services import free_port, tail
from ops.throwaway_seal import throwaway_seal
from tests.support import databases

ROLE = f"portal_deployed_{os.getpid()}"
HOST = "portal.example"
PEOPLE = ("--system", "luo", "骆行简", "--security", "dai", "戴安澜", "--audit", "chu", "褚怀瑾")
OWN = "an-own-passphrase-2026"


@dataclass
class Visitor:
    """A browser behind the proxy: TLS ends there, cookies are kept."""

    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Status, page, and where it leads."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}{path}",
            "Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items()),
        }
        if fields:
            fields["csrfmiddlewaretoken"] = self.cookies["__Host-csrf"].value
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, urlencode(fields) if fields else None, headers)
        answer = link.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        page = answer.read().decode()
        link.close()
        return answer.status, page, answer.headers.get("Location", "")


@pytest.fixture(scope="module")
def environment(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What `.env` and the compose file give, on the migrated tables of an owner who is somebody else."""
    folder = tmp_path_factory.mktemp("deployment")
    (folder / "seal.pem").write_bytes(throwaway_seal())
    with databases.cloned("deployed") as owner:
        with psycopg2.connect(owner) as link, link.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
        yield {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "PORTAL_KEYS": f"1:{secrets.token_hex(32)}",
            "ALLOWED_HOSTS": HOST,
            "PORTAL_URL": f"https://{HOST}",
            "PORTAL_DATA": str(folder),
            "PORTAL_STATIC": str(folder / "static"),
            "PORTAL_SEAL_PEM": str(folder / "seal.pem"),
            "PORTAL_SMS_URL": "https://sms.example/",
            "DATABASE_URL": owner.replace("//portal@", f"//{ROLE}@"),
            "DATABASE_OWNER_URL": owner,
            "REDIS_URL": os.environ["REDIS_URL"],
        }
        with psycopg2.connect(owner) as link, link.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")


def manage(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def port(environment: dict[str, str]) -> Iterator[int]:
    """The web service as the image starts it."""
    manage(environment, "grant_application", ROLE)
    manage(environment, "collectstatic", "--noinput", "--verbosity=0")
    number = free_port()
    log = Path(environment["PORTAL_DATA"]) / "web.log"
    bind = {"PORTAL_BIND": f"127.0.0.1:{number}", "WEB_CONCURRENCY": "1", "FORWARDED_ALLOW_IPS": "127.0.0.1"}
    command = [*ends_with_parent("TERM"), sys.executable, "-m", "gunicorn", "-c", "ops/gunicorn_conf.py"]
    with log.open("wb") as out:
        web = subprocess.Popen(
            [*command, "config.wsgi"], cwd=ROOT, env=environment | bind, stdout=out, stderr=out
        )
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert web.poll() is None, tail(log, 40)
        try:
            if Visitor(number).ask("GET", "/readyz")[0] == 200:
                break
        except OSError:
            time.sleep(0.2)
    yield number
    web.terminate()
    web.wait(timeout=30)


def test_it_is_found_fit_to_start(environment: dict[str, str]) -> None:
    assert "no issues" in manage(environment, "check", "--deploy", "--fail-level", "WARNING")


def test_nothing_of_the_demonstration_is_there(port: int) -> None:
    visitor = Visitor(port)
    status, home, _to = visitor.ask("GET", "/")
    assert status == 200 and "演示" not in home
    _status, door, _to = visitor.ask("GET", "/accounts/login/")
    assert "演示" not in door and "yuhang-demo" not in door


def test_the_first_people_come_in_and_open_the_account_of_the_next(
    port: int, environment: dict[str, str]
) -> None:
    said = manage(environment, "first_administrators", *PEOPLE)
    password = re.search(r"\tluo\t(\S+)", said)
    assert password, said
    visitor = Visitor(port)
    visitor.ask("GET", "/accounts/login/")
    status, _page, to = visitor.ask("POST", "/accounts/login/", username="luo", password=password[1])
    assert status == 302, to
    assert visitor.cookies["__Host-session"]["secure"]
    status, _page, to = visitor.ask("GET", "/admin/")
    assert to.startswith("/accounts/password/")
    visitor.ask("GET", to)
    status, page, to = visitor.ask("POST", to, old=password[1], new=OWN)
    assert (status, to) == (302, "/admin/"), page
    visitor.ask("GET", "/admin/accounts/user/add/")
    fields = {"username": "wang", "staff_name": "王", "is_staff": "on", "password": "given-to-wang-2026"}
    status, page, _to = visitor.ask("POST", "/admin/accounts/user/add/", **fields)
    assert status == 302, page
    assert "wang" in visitor.ask("GET", "/admin/accounts/user/")[1]


def test_a_paper_is_sealed_with_the_certificate_of_the_operator(
    environment: dict[str, str], tmp_path: Path
) -> None:
    code = """
import pathlib, sys
import django
django.setup()
from core.documents import contents, pdf, seal
from core.documents.kinds import template_of
from core.now import now
values = {"number": "余建〔2026〕1号", "agency": "住建局", "issued_on": "2026-11-27", "case_number": "YH-1"}
made = pdf.render(template_of("certificate"), contents.context("certificate", values, "T" * 22))
sealed = seal.sign(made.pdf, agency=values["agency"], place=made.seal, at=now())
pathlib.Path(sys.argv[1]).write_bytes(sealed)
"""
    paper = tmp_path / "paper.pdf"
    subprocess.run([sys.executable, "-c", code, str(paper)], cwd=ROOT, env=environment, check=True)
    said = subprocess.run(["pdfsig", str(paper)], capture_output=True, text=True).stdout
    assert "Signature is Valid" in said and "throw-away seal" in said
