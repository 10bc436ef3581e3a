"""The list of items: what was asked, what was found, and the filters beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from admin_center.registry.models import OnlineLevel, ServiceItem
from citizens_home.presenters import words

PER_PAGE = 30
LONGEST_QUERY = 60


@dataclass(frozen=True)
class Asked:
    """What the visitor asked for; unknown values are read as nothing asked."""

    q: str = ""
    audience: str = ""
    department: str = ""
    level: str = ""
    letter: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """From the address of the page."""
        page = query.get("page", "1")
        letter = query.get("letter", "").upper()[:1]
        return cls(
            q=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY],
            audience=_one_of(query.get("audience", ""), ("individual", "enterprise")),
            department=query.get("department", "").replace("\x00", "")[:60],
            level=_one_of(query.get("level", ""), OnlineLevel.values),
            letter=letter if letter and letter in ascii_uppercase else "",
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
        )

    def address(self, **changes: object) -> str:
        """The page with something changed; changing a filter goes back to the first page."""
        values = {"q": self.q, "audience": self.audience, "department": self.department}
        values |= {"level": self.level, "letter": self.letter}
        values |= {key: str(value) for key, value in changes.items()}
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in values.items() if value and (key, value) != ("page", "1")})
        return (
            f"{reverse('citizens_home:items')}?{query.urlencode()}"
            if query
            else reverse("citizens_home:items")
        )

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set beside the words."""
        return bool(self.audience or self.department or self.level or self.letter)


def _one_of(value: str, known: Sequence[str]) -> str:
    return value if value in known else ""


@dataclass(frozen=True)
class Choice:
    """One choice of a filter, with the number of items it would show."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One item in the list."""

    name: str
    url: str
    department: str
    promise: str
    level: str
    tag: str


@dataclass
class Listing:
    """Everything the template needs."""

    asked: Asked
    rows: list[Row]
    total: int
    audiences: list[Choice]
    departments: list[Choice]
    levels: list[Choice]
    letters: list[tuple[str, str, bool]]
    pages: list[tuple[int, str]] = field(default_factory=list)
    next_url: str = ""

    @property
    def heading(self) -> str:
        """What is shown, in a sentence."""
        if self.asked.q:
            return _("“%(q)s”找到 %(n)d 项") % {"q": self.asked.q, "n": self.total}
        if self.asked.narrowed:
            return _("筛选出 %(n)d 项") % {"n": self.total}
        return _("全部 %(n)d 项") % {"n": self.total}


def fits(item: ServiceItem, asked: Asked, *, but: str = "") -> bool:
    """Whether an item passes every filter except the one named `but`."""
    return (
        (but == "audience" or not asked.audience or item.audience in (asked.audience, "both"))
        and (but == "department" or not asked.department or item.department.slug == asked.department)
        and (but == "level" or not asked.level or item.online_level == asked.level)
        and (but == "letter" or not asked.letter or letter_of(item) == asked.letter)
    )


def letter_of(item: ServiceItem) -> str:
    """The first pinyin letter of the name."""
    return item.initials[:1].upper()


def row(item: ServiceItem) -> Row:
    """An item as a line of the list."""
    return Row(
        name=words.name_of(item),
        url=reverse("citizens_home:item", args=[item.slug]),
        department=words.name_of(item.department),
        promise=words.promise(words.edition(item).promised_days),
        level=item.get_online_level_display(),
        tag="tag-now" if item.online_level in ONLINE else "tag-plain",
    )


ONLINE = (OnlineLevel.FULLY_ONLINE, OnlineLevel.ONLINE_APPLY)


def listing(items: Sequence[ServiceItem], asked: Asked) -> Listing:
    """Filter, count and page the found items, which come in the order to show."""
    shown = [item for item in items if fits(item, asked)]
    pages = max(1, -(-len(shown) // PER_PAGE))
    page = min(asked.page, pages)
    part = shown[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Listing(
        asked=asked,
        rows=[row(item) for item in part],
        total=len(shown),
        audiences=_audiences(items, asked),
        departments=_departments(items, asked),
        levels=_levels(items, asked),
        letters=_letters(items, asked),
        pages=[(n, "" if n == page else asked.address(page=n)) for n in range(1, pages + 1)]
        if pages > 1
        else [],
        next_url=asked.address(page=page + 1) if page < pages else "",
    )


def _audiences(items: Sequence[ServiceItem], asked: Asked) -> list[Choice]:
    open_to = [item.audience for item in items if fits(item, asked, but="audience")]
    labels = (("", _("都看")), ("individual", _("个人")), ("enterprise", _("企业")))
    return [
        Choice(
            value,
            label,
            sum(1 for a in open_to if not value or a in (value, "both")),
            asked.audience == value,
        )
        for value, label in labels
    ]


def _levels(items: Sequence[ServiceItem], asked: Asked) -> list[Choice]:
    counts = Counter(item.online_level for item in items if fits(item, asked, but="level"))
    every = Choice("", _("都看"), sum(counts.values()), not asked.level)
    order = ("fully_online", "online_apply", "pre_review", "download", "info")
    labels = dict(OnlineLevel.choices)
    return [every] + [
        Choice(v, str(labels[v]), counts[v], asked.level == v) for v in order if counts[v] or asked.level == v
    ]


def _departments(items: Sequence[ServiceItem], asked: Asked) -> list[Choice]:
    counts = Counter(item.department.slug for item in items if fits(item, asked, but="department"))
    names = {item.department.slug: words.name_of(item.department) for item in items}
    return [
        Choice(slug, names[slug], counts[slug], asked.department == slug)
        for slug in sorted(names, key=names.__getitem__)
        if counts[slug] or asked.department == slug
    ]


def _letters(items: Sequence[ServiceItem], asked: Asked) -> list[tuple[str, str, bool]]:
    there = {letter_of(item) for item in items if fits(item, asked, but="letter")}
    return [
        (letter, asked.address(letter="" if letter == asked.letter else letter), letter == asked.letter)
        for letter in ascii_uppercase
        if letter in there or letter == asked.letter
    ]
