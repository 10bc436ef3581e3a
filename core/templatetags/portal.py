"""Template tags shared by every page: links that exist, the other language, codes for print."""

import re
from functools import lru_cache

import segno
from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core.web.words import name_of

register = template.Library()
HAN = re.compile(r"[\u3400-\u9fff]")


@register.inclusion_tag("includes/nav_link.html", takes_context=True)
def nav_link(context: RequestContext, name: str, label: str) -> dict[str, object]:
    """A link of the main navigation, or nothing while the page named `name` does not exist."""
    request = context.get("request")
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {"url": ""}
    path = request.path if request else ""
    here = path == url or (name != "citizens_home:home" and path.startswith(url))
    return {"url": url, "label": label, "here": here, "home": name == "citizens_home:home"}


@register.simple_tag(takes_context=True)
def page_in(context: RequestContext, language: str) -> str:
    """The address of this page in `language`; empty where the page has one address only."""
    request = context.get("request")
    if request is None:
        return ""
    here = request.get_full_path() if request.method == "GET" else request.path
    url = translate_url(here, language)
    if url == here and get_language() != language:
        return (
            translate_url(reverse("citizens_home:home"), language) if request.resolver_match is None else ""
        )
    return url


@register.filter
def zh_only(value: object) -> SafeString | str:
    """`lang="zh-Hans"` for prose that stays Chinese on English pages; nothing on Chinese pages."""
    return mark_safe(' lang="zh-Hans"') if get_language() == "en" and HAN.search(str(value)) else ""


@register.filter
def named(thing: object) -> str:
    """The name of an item, department or site in the language of the page."""
    return name_of(thing) if thing else ""


QR_LONGEST = 200


@lru_cache(maxsize=512)
def _qr(text: str) -> str:
    return segno.make(text, error="m").svg_inline(scale=2, border=2, dark="#16211f", light="#ffffff")


@register.simple_tag(takes_context=True)
def page_address(context: RequestContext) -> str:
    """The full public address of this page, as printed at its foot."""
    request = context.get("request")
    return f"{settings.PORTAL_URL}{request.path}" if request else settings.PORTAL_URL


@register.simple_tag(takes_context=True)
def page_qr(context: RequestContext) -> SafeString:
    """A QR code of this page's address, drawn as SVG for the printed copy; none for an absurdly long one."""
    address = page_address(context)
    if len(address) > QR_LONGEST:
        return SafeString()
    return mark_safe(_qr(address))  # noqa: S308 - drawn by segno from our own address
