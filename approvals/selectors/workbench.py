"""The queue of a clerk, a reviewer or an approver: what waits for them, the most urgent first.

Pages go by key (due date and id), never by offset, and nothing is counted beyond one's own bounded queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from accounts.models import Department, User
from accounts.policy import departments_of
from admin_center.calendar.rules import Workdays
from admin_center.calendar.selectors import workdays
from admin_center.clocks.models import Clock
from admin_center.registry.models import ServiceItem
from approvals.casefile.file import CASE
from approvals.enums import ClockName, MaterialState, StepKind, Verdict
from approvals.models import Case, Material, Step
from approvals.querysets import StepQuerySet
from approvals.selectors.attention import Opener, who_has_open
from core.now import SHANGHAI, today

PAGE = 40
COUNTED = 999
NEXT_AMONG = 20
TABS = ("due", "back", "new", "all")


@dataclass(frozen=True, slots=True)
class Ask:
    """What the clerk wants to see. `after` and `before` are keys: a due date (or none) and a step id."""

    tab: str = "all"
    item: str = ""
    kind: str = ""
    channel: str = ""
    due: str = ""
    after: tuple[date | None, int] | None = None
    before: tuple[date | None, int] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """How far the materials of a case are checked."""

    demanded: int = 0
    ok: int = 0
    missing: int = 0
    doubt: int = 0


@dataclass(slots=True)
class Strip:
    """One step that waits, with what the eye needs."""

    step: Step
    case: Case
    clock: Clock | None
    left: int
    total: int
    level: str
    checked: Checked = field(default_factory=Checked)
    openers: list[Opener] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The place of this strip in the order of the queue."""
        return f"{self.step.due_on or '-'}~{self.step.pk}"


@dataclass(slots=True)
class Queue:
    """One page of the queue."""

    strips: list[Strip]
    before: str
    after: str


def _back(steps: StepQuerySet) -> StepQuerySet:
    return steps.filter(kind=StepKind.ACCEPT, case__round__gt=1)


def near(days: Workdays, on: date) -> date:
    """The last due date that counts as near: the next working day."""
    return days.add(on, 1)


def fresh_since(days: Workdays, on: date) -> datetime:
    """From when a step counts as new: the morning of the previous working day."""
    return datetime.combine(days.at_position(days.position(on - timedelta(days=1))), time.min, SHANGHAI)


def in_tab(steps: StepQuerySet, tab: str, days: Workdays, on: date) -> StepQuerySet:
    """The steps of one tab."""
    if tab == "due":
        return steps.filter(due_on__lte=near(days, on))
    if tab == "back":
        return _back(steps)
    if tab == "new":
        return steps.filter(opened_at__gte=fresh_since(days, on)).exclude(
            kind=StepKind.ACCEPT, case__round__gt=1
        )
    return steps


def _narrowed(steps: StepQuerySet, ask: Ask, days: Workdays) -> StepQuerySet:
    on = today()
    steps = in_tab(steps, ask.tab, days, on)
    if ask.item:
        steps = steps.filter(case__item__slug=ask.item)
    if ask.kind in StepKind.values:
        steps = steps.filter(kind=ask.kind)
    if ask.channel:
        steps = steps.filter(case__channel=ask.channel)
    if ask.due == "over":
        steps = steps.filter(due_on__lt=on)
    elif ask.due == "today":
        steps = steps.filter(due_on=on)
    elif ask.due == "two":
        steps = steps.filter(due_on__gt=on, due_on__lte=days.add(on, 2))
    elif ask.due == "later":
        steps = steps.filter(due_on__gt=days.add(on, 2))
    return steps


def _beyond(steps: StepQuerySet, key: tuple[date | None, int]) -> list[Step]:
    """The page after `key`. A comparison the index can start at; steps without a date come last."""
    due, pk = key
    if due is None:
        return list(steps.filter(due_on__isnull=True, pk__gt=pk).in_order()[: PAGE + 1])
    later = steps.filter(Q(due_on__gt=due) | Q(pk__gt=pk), due_on__gte=due)
    rows = list(later.in_order()[: PAGE + 1])
    short = PAGE + 1 - len(rows)
    return rows + list(steps.filter(due_on__isnull=True).in_order()[:short]) if short else rows


def _short_of(steps: StepQuerySet, key: tuple[date | None, int]) -> StepQuerySet:
    due, pk = key
    if due is None:
        return steps.filter(Q(due_on__isnull=False) | Q(pk__lt=pk))
    return steps.filter(Q(due_on__lt=due) | Q(due_on=due, pk__lt=pk))


def queue(user: User, ask: Ask) -> Queue:
    """One page, in six statements at most, whatever its length."""
    days = workdays()
    steps = (
        _narrowed(Step.objects.queue_of(user), ask, days)
        .select_related("case__item", "case__site", "case__item_version")
        .defer("case__answers", "case__contact", "case__item_version__content", "case__item__search_text")
    )
    if ask.before:
        rows = list(_short_of(steps, ask.before).order_by("-due_on", "-id")[: PAGE + 1])
        more_before, more_after = len(rows) > PAGE, True
        rows = rows[:PAGE][::-1]
    else:
        rows = _beyond(steps, ask.after) if ask.after else list(steps.in_order()[: PAGE + 1])
        more_before, more_after = ask.after is not None, len(rows) > PAGE
        rows = rows[:PAGE]
    strips = strips_of(rows, days)
    return Queue(
        strips,
        before=strips[0].key if strips and more_before else "",
        after=strips[-1].key if strips and more_after else "",
    )


def clock_name(step: Step) -> str:
    """The clock that presses on a step."""
    return ClockName.INTAKE if step.kind == StepKind.ACCEPT else f"{ClockName.STEP}:{step.node}"


def _clocks(rows: Sequence[Step]) -> dict[tuple[int, str], Clock]:
    found: dict[tuple[int, str], Clock] = {}
    clocks = Clock.objects.filter(subject_kind=CASE, subject_id__in={s.case_id for s in rows})
    for clock in clocks.exclude(state="stopped").order_by("round"):
        found[clock.subject_id, clock.name] = clock
    return found


def _checked(rows: Sequence[Step]) -> dict[int, Checked]:
    counted = (
        Material.objects.filter(case__in={s.case_id for s in rows})
        .exclude(state=MaterialState.ABSENT, required=False)
        .values("case")
        .annotate(
            demanded=Count("pk"),
            ok=Count("pk", filter=Q(verdict=Verdict.OK)),
            missing=Count("pk", filter=Q(verdict=Verdict.MISSING)),
            doubt=Count("pk", filter=Q(verdict=Verdict.DOUBT)),
        )
        .order_by()
    )
    return {row["case"]: Checked(row["demanded"], row["ok"], row["missing"], row["doubt"]) for row in counted}


def days_left(clock: Clock | None, due_on: date | None, days: Workdays, on: date) -> int:
    """Working days (or days) from `on` to the due date; negative when it has passed. A pause stands still."""
    if due_on is None:
        return 0
    if clock and clock.paused_on:
        on = clock.paused_on
    if clock and clock.unit == "calendar_days":
        return (due_on - on).days
    if due_on >= on:
        return days.count_between(on, due_on)
    return -days.count_between(due_on, on)


def _level(clock: Clock | None, due_on: date | None, left: int, total: int, on: date) -> str:
    if clock and clock.paused_on:
        return "paused"
    if due_on is None:
        return ""
    if due_on < on:
        return "red" if clock and clock.statutory_due_on < on else "yellow"
    return "warn" if left <= max(1, total // 5) else ""


def strips_of(rows: Sequence[Step], days: Workdays) -> list[Strip]:
    """The strips of some steps: two statements and one look into Redis."""
    if not rows:
        return []
    clocks, checked = _clocks(rows), _checked(rows)
    open_at = who_has_open({s.case_id for s in rows})
    on = today()
    strips = []
    for step in rows:
        clock = clocks.get((step.case_id, clock_name(step)))
        left = days_left(clock, step.due_on, days, on)
        total = clock.promised_days + clock.extended_days if clock else max(left, 1)
        strips.append(
            Strip(
                step=step,
                case=step.case,
                clock=clock,
                left=left,
                total=total,
                level=_level(clock, step.due_on, left, total, on),
                checked=checked.get(step.case_id, Checked()),
                openers=open_at.get(step.case_id, []),
            )
        )
    return strips


def tab_counts(user: User) -> dict[str, int]:
    """How many of the first `COUNTED` waiting steps lie in each tab; one statement."""
    days, on = workdays(), today()
    soon, since = near(days, on), fresh_since(days, on)
    rows = (
        Step.objects.queue_of(user)
        .in_order()
        .values_list("due_on", "kind", "opened_at", "case__round")[: COUNTED + 1]
    )
    counts = dict.fromkeys(TABS, 0)
    for due_on, kind, opened_at, round_ in rows:
        back = kind == StepKind.ACCEPT and round_ > 1
        counts["all"] += 1
        counts["due"] += bool(due_on and due_on <= soon)
        counts["back"] += back
        counts["new"] += bool(opened_at and opened_at >= since and not back)
    return counts


def next_best(user: User, *, after: int | None = None) -> Strip | None:
    """The case to take up next: the first in order that no colleague has open. `after` skips one case."""
    days = workdays()
    steps = Step.objects.queue_of(user).select_related("case__item").in_order()
    steps = steps.defer("case__answers", "case__contact")
    if after is not None:
        steps = steps.exclude(case=after)
    strips = strips_of(list(steps[:NEXT_AMONG]), days)
    free = [s for s in strips if not any(one.user_id != user.pk for one in s.openers)]
    return next(iter(free or strips), None)


def jobs(user: User) -> list[tuple[str, int, date | None]]:
    """kind of step → how many wait (at most `COUNTED` looked at) and the first due date; one statement."""
    rows = Step.objects.queue_of(user).in_order().values_list("kind", "due_on")[:COUNTED]
    found: dict[str, tuple[int, date | None]] = {}
    for kind, due_on in rows:
        count, first = found.get(kind, (0, due_on))
        found[kind] = (count + 1, first)
    return [(kind, *found[kind]) for kind in StepKind.values if kind in found]


def items_of(user: User) -> list[ServiceItem]:
    """The items of the user's departments, for the filter."""
    items = ServiceItem.objects.filter(department__in=departments_of(user), is_active=True)
    return list(items.only("id", "slug", "name", "number").order_by("number"))


def offices_of(user: User) -> list[Department]:
    """The departments where the user holds a power, by name."""
    return list(Department.objects.filter(pk__in=departments_of(user)).only("id", "name").order_by("name"))


def without_page(ask: Ask) -> Ask:
    """The same question from the beginning."""
    return replace(ask, after=None, before=None)
