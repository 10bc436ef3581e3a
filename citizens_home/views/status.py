"""Asking for a case without an account: number and query code, masked state only."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from approvals.selectors.public_status import normal_number, public_course, public_row
from citizens_home.presenters.status import course_html, result_html
from core.now import local, now
from core.web.address import client_address
from core.web.limits import Limit, LocalLimit
from core.web.middleware import wants_large_type

# Whoever has the right code is never turned away for others' guesses: in Redis only wrong answers are
# counted, per address and per number, and no counter locks anything. How often one address may ask at
# all is counted in this process alone, which protects the process and costs no round trip.
ASKED = LocalLimit(most=240, seconds=60)
WRONG_FROM = Limit("status-wrong-address", most=30, seconds=600)
WRONG_FOR = Limit("status-wrong-number", most=20, seconds=600)
MARKS = ("@@errors@@", "@@no@@", "@@code@@", "@@result@@")
BOX_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Shell:
    """The page around the answer, cut at the places where something goes in."""

    parts: tuple[str, ...]

    def filled(self, errors: str, number: str, code: str, result: str) -> str:
        """The whole page."""
        first, *rest = self.parts
        values = (errors, number, code, result)
        return first + "".join(value + part for value, part in zip(values, rest, strict=True))


def _cut(page: str) -> Shell:
    parts = []
    for mark in MARKS:
        before, page = page.split(mark, 1)
        parts.append(before)
    return Shell((*parts, page))


def _shell(request: HttpRequest) -> Shell:
    """Drawn once per language, letter size and day for visitors without a session; else for the person."""
    personal = settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES
    if personal or request.GET:
        return _cut(_drawn(request))
    day = local(now()).date().isoformat()
    kept = _kept(get_language() or "", wants_large_type(request), day, request.path)
    if not kept:
        kept.append(_cut(_drawn(request)))
    return kept[0]


@lru_cache(maxsize=16)
def _kept(language: str, large: bool, day: str, path: str) -> list[Shell]:
    return []


def _drawn(request: HttpRequest) -> str:
    return render_to_string("citizens_home/status/status.html", {}, request)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Anybody. A post changes nothing, so it needs no token; the code never stands in an address."""
    shell = _shell(request)
    if request.method != "POST":
        number = request.GET.get("no", "")[:BOX_LENGTH]
        return _answer(shell.filled("", escape(number), "", ""))
    number, code = request.POST.get("no", "")[:BOX_LENGTH], request.POST.get("code", "")[:BOX_LENGTH]
    if not number.strip() or not code.strip():
        return _again(shell, number, code, _missing(number, code), 422)
    return _ask(request, shell, number, code)


def _missing(number: str, code: str) -> list[tuple[str, str]]:
    found = []
    if not number.strip():
        found.append(("no", _("请填写受理编号")))
    if not code.strip():
        found.append(("code", _("请填写查询码")))
    return found


def _ask(request: HttpRequest, shell: Shell, number: str, code: str) -> HttpResponse:
    address, known = client_address(request), normal_number(number)
    if not ASKED.hit(address):
        return _again(shell, number, code, [("", _too_fast())], 429)
    found = public_row(known, code)
    if found is None:
        return _wrong(shell, address, number, code, known)
    at = local(now())
    result = result_html(found, at.date(), f"{at:%H:%M}")
    if request.POST.get("course"):
        result += course_html(public_course(known, code))
    return _answer(shell.filled("", escape(number), escape(code), result))


def _too_fast() -> str:
    return _("查得太快了，请过几分钟再查。急着问进度，请打服务热线。")


def _wrong(shell: Shell, address: str, number: str, code: str, known: str) -> HttpResponse:
    """The same answer to a wrong number and to a wrong code; after many of them, a pause for guessers."""
    if not WRONG_FROM.hit(address):
        return _again(shell, number, code, [("", _too_fast())], 429)
    if not WRONG_FOR.hit(known):
        words = _("这个编号刚才查错了很多次。请核对查询码，过几分钟再查。")
        return _again(shell, number, code, [("code", words)], 429)
    words = _("没有查到。请对照回执或短信，核对受理编号和查询码；两样都对才能查到。")
    return _again(shell, number, code, [("no", words)], 404)


def _again(shell: Shell, number: str, code: str, errors: list[tuple[str, str]], status: int) -> HttpResponse:
    lines = "".join(
        f'<li><a href="#{place}">{escape(words)}</a></li>' if place else f"<li>{escape(words)}</li>"
        for place, words in errors
    )
    title = escape(_("没有查成"))
    box = (
        '<div class="errors" role="alert" tabindex="-1" autofocus aria-labelledby="errors-title">'
        f'<h2 id="errors-title">{title}</h2><ul>{lines}</ul></div>'
    )
    return _answer(shell.filled(box, escape(number), escape(code), ""), status)


def _answer(page: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
