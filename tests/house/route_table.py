"""Reads routes.yaml beside the URL resolver: every address, what stands in it, who may use it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.demo.people import make_people
from accounts.models import Department, Mandate, Organisation, User
from admin_center.halls.demo import site_group
from admin_center.halls.models import Site, StaffPosting
from admin_center.registry.models import ServiceItem
from admin_center.supervision.models import Card
from approvals.models import SupplementPhrase
from approvals.services.drafts import start_draft
from core.documents.models import Document
from core.letters.models import MessageTemplate
from core.letters.services import notify
from core.now import now, today
from core.records.models import AuditRoot
from tests.approvals.bureau import Bureau, bureau, submitted

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "routes.yaml").read_text(encoding="utf-8"))
VISITORS: tuple[str, ...] = tuple(TABLE["groups"]["all"])
# Django's own addresses of a model, by the word of `models` that opens them.
STANDARD = {"changelist": "view", "history": "view", "change": "view", "add": "add", "delete": "delete"}
Things = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """One declared address."""

    name: str
    get: frozenset[str]
    post: frozenset[str]
    args: dict[str, Any] = field(default_factory=dict)

    def url(self, things: Things) -> str:
        """The address for the test's own things."""
        return reverse(self.name, kwargs={key: things.get(value, value) for key, value in self.args.items()})


def people_of(names: list[str] | None) -> frozenset[str]:
    """Visitors meant by a list of names and groups."""
    found: set[str] = set()
    for name in names or []:
        found |= set(TABLE["groups"].get(name, [name]))
    assert found <= set(VISITORS), f"unknown visitors: {found - set(VISITORS)}"
    return frozenset(found)


def resolver_names(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, str]]:
    """(name with namespace, pattern) of every route; a nameless one has an empty last part."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from resolver_names(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name or ''}", str(one.pattern)


def standard_name(name: str) -> tuple[str, str] | None:
    """(`app.model`, word) when `name` is one of Django's own addresses of a registered model."""
    head, _under, word = name.removeprefix("admin:").rpartition("_")
    if not name.startswith("admin:") or word not in STANDARD:
        return None
    for model in admin.site._registry:
        if head == f"{model._meta.app_label}_{model._meta.model_name}":
            return model._meta.label_lower, word
    return None


def declared(name: str) -> Rule | None:
    """The rule of a route, from `routes` or else from `models`; None when it is not declared."""
    line = TABLE["routes"].get(name)
    if line is not None:
        return Rule(name, people_of(line.get("get")), people_of(line.get("post")), line.get("args", {}))
    standard = standard_name(name)
    if standard is None or standard[0] not in TABLE["models"]:
        return None
    model, word = standard
    powers = TABLE["models"][model]
    view = people_of(powers.get("view"))
    args = {} if word in ("changelist", "add") else {"object_id": f"pk of {model}"}
    if word == "changelist":
        lists = people_of(powers["list"]) if "list" in powers else view
        return Rule(name, lists, lists, args)
    if word == "change":
        return Rule(name, view, people_of(powers.get("change")), args)
    if word == "history":
        return Rule(name, view, view, args)
    allowed = people_of(powers.get(word))
    return Rule(name, allowed, allowed, args)


def rules() -> list[Rule]:
    """Every declared rule of a route that exists."""
    found = (declared(name) for name, _pattern in resolver_names() if not name.endswith(":"))
    return list({rule.name: rule for rule in found if rule}.values())


def make_world() -> tuple[dict[str, User | None], Things]:
    """The visitors, and the things the addresses name: a case of `citizen` in the office of `clerk`."""
    office = bureau("m")
    make_people(Department.objects.filter(slug="construction"))
    named = {
        name: User.objects.get(username=name)
        for name in ("supervisor", "editor", "desk", "sysadmin", "secadmin", "auditor")
    }
    visitors: dict[str, User | None] = {
        "anon": None,
        "citizen": office.citizen,
        "other_citizen": office.other_citizen,
        "clerk": office.clerk,
        "reviewer": office.reviewer,
        "head": office.head,
        "other_office": office.stranger,
        "township": User.objects.get(username="clerk.tangqi"),
        **named,
    }
    User.objects.get(username="clerk.tangqi").groups.add(site_group(Site.objects.get(slug="town-tangqi")))
    return visitors, _things(office)


def _things(office: Bureau) -> Things:
    """Something real for every address: of `citizen`, in the office of `clerk`."""
    item = ServiceItem.objects.filter(online_level="online_apply", live_version__isnull=False).earliest(
        "number"
    )
    case = submitted(office)
    document = Document.objects.create(
        kind="acceptance",
        number="测-1",
        title="受理通知书",
        subject_kind="case",
        subject_id=case.pk,
        agency=office.department.name,
        holder_masked="李*",
        owner=office.citizen,
        issued_on=today(),
        created_at=now(),
    )
    card = Card.objects.create(
        key="matrix",
        subject_kind="case",
        subject_id=case.pk,
        department=office.department,
        level=Card.Level.YELLOW,
        cause=Card.Cause.TIME,
        issued_at=now(),
        due_on=today(),
    )
    mandate = Mandate.objects.create(
        organisation=Organisation.objects.earliest("pk"),
        person=office.citizen.person,
        starts_on=today(),
        ends_on=today(),
    )
    told = notify(
        recipient=office.citizen,
        topic="case.received",
        params={},
        subject_kind="case",
        subject_id=case.pk,
        key="matrix",
    )
    AuditRoot.objects.create(day=today(), events=0, root=bytes(34), previous=bytes(34), published_at=now())
    MessageTemplate.objects.create(topic="case.received", channel="portal", language="zh-hans", body="{item}")
    SupplementPhrase.objects.create(department=office.department, text="请补总平面图")
    StaffPosting.objects.create(
        user=office.clerk,
        site=Site.objects.earliest("pk"),
        department=office.department,
        post="窗口",
        starts_on=today(),
    )
    things: Things = {
        "card": card.pk,
        "message": told.token,
        "mandate": mandate.token,
        "office_item": office.version.item.slug,
        "case": case.token,
        "case_pk": case.pk,
        "document": document.token,
        "draft": start_draft(item, by=office.citizen).token,
        "item": item.slug,
        "material": item.live_version.content["materials"][0]["key"],
        "package": packages()[0],
        "staff_pk": User.objects.get(username="clerk.construction").pk,
    }
    for label in TABLE["models"]:
        row = apps.get_model(label)._default_manager.order_by("pk").last()
        things[f"pk of {label}"] = row.pk if row else 0
    return things


def packages() -> list[str]:
    """Slugs of the one-dragon packages."""
    text = (Path(__file__).parents[2] / "citizens_home" / "packages.yaml").read_text(encoding="utf-8")
    return [one["slug"] for one in yaml.safe_load(text)["packages"]]
