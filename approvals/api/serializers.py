"""What agencies' programs send and get. Never shared with the applicants' serializers.

Applicants are masked here: telephone and id numbers only through the recorded look at personal data.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from admin_center.registry.enums import FieldType
from approvals.enums import (
    CaseState,
    Channel,
    DeliveryMode,
    MaterialState,
    Outcome,
    StepKind,
    StepState,
    Verdict,
)
from approvals.models import Bar, HeldAct
from core.api.serializers import Page
from core.documents.models import DocumentState
from core.files.models import FileState


class QueueQuery(Page):
    """Which part of the queue."""

    tab = serializers.ChoiceField(
        [("all", "全部"), ("due", "快到期"), ("back", "补正回来"), ("new", "新到")],
        required=False,
        default="all",
    )
    item = serializers.SlugField(required=False, default="", allow_blank=True)
    kind = serializers.ChoiceField(StepKind.choices, required=False)
    channel = serializers.ChoiceField(Channel.choices, required=False)
    due = serializers.ChoiceField(
        [("over", "已超期"), ("today", "今天"), ("two", "两天内"), ("later", "以后")], required=False
    )


class CasesQuery(Page):
    """Which of the cases that one may see."""

    state = serializers.ChoiceField(CaseState.choices, required=False)
    item = serializers.SlugField(required=False)
    number = serializers.CharField(required=False, max_length=40, help_text=_("办件编号"))


class Office(serializers.Serializer):
    """A department."""

    slug = serializers.CharField()
    name = serializers.CharField()


class Checked(serializers.Serializer):
    """How far the materials are checked."""

    demanded = serializers.IntegerField()
    ok = serializers.IntegerField()
    missing = serializers.IntegerField()
    doubt = serializers.IntegerField()


class QueueLine(serializers.Serializer):
    """One step that waits."""

    case = serializers.CharField(help_text=_("办件的编号，用在地址里"))
    number = serializers.CharField()
    version = serializers.IntegerField()
    item = Office(help_text=_("事项"))
    applicant = serializers.CharField(help_text=_("脱敏"))
    channel = serializers.ChoiceField(Channel.choices)
    state = serializers.ChoiceField(CaseState.choices)
    node = serializers.CharField()
    kind = serializers.ChoiceField(StepKind.choices)
    due_on = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField()
    level = serializers.CharField(allow_blank=True, help_text=_("warn、yellow、red、paused 或空"))
    materials = Checked()


class QueuePage(serializers.Serializer):
    """A page of the queue, the most urgent first."""

    results = QueueLine(many=True)
    next = serializers.CharField(allow_null=True)


class CaseLine(serializers.Serializer):
    """One case in a list."""

    token = serializers.CharField()
    number = serializers.CharField()
    version = serializers.IntegerField()
    item = Office()
    department = Office()
    applicant = serializers.CharField(help_text=_("脱敏"))
    channel = serializers.ChoiceField(Channel.choices)
    state = serializers.ChoiceField(CaseState.choices)
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    submitted_at = serializers.DateTimeField()
    received_on = serializers.DateField()
    accepted_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class CasePage(serializers.Serializer):
    """A page of cases, newest first."""

    results = CaseLine(many=True)
    next = serializers.CharField(allow_null=True)


class AnswerLine(serializers.Serializer):
    """One question of the form with its answer, masked where it is personal."""

    key = serializers.CharField()
    label = serializers.CharField()
    type = serializers.ChoiceField(FieldType.choices)
    value = serializers.CharField(allow_blank=True)


class FileLine(serializers.Serializer):
    """One file that was handed in."""

    token = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    kind = serializers.CharField(allow_blank=True)
    pages = serializers.IntegerField(allow_null=True)
    round = serializers.IntegerField()
    sha256 = serializers.CharField()
    state = serializers.ChoiceField(FileState.choices)


class MaterialLine(serializers.Serializer):
    """One demanded document with the clerk's verdict."""

    key = serializers.CharField()
    name = serializers.CharField()
    required = serializers.BooleanField()
    state = serializers.ChoiceField(MaterialState.choices)
    round = serializers.IntegerField()
    verdict = serializers.ChoiceField(Verdict.choices, allow_blank=True)
    verdict_reason = serializers.CharField(allow_blank=True)
    complete_by = serializers.DateField(allow_null=True)
    files = FileLine(many=True)


class StepLine(serializers.Serializer):
    """One step of the handling."""

    node = serializers.CharField()
    kind = serializers.ChoiceField(StepKind.choices)
    round = serializers.IntegerField()
    department = Office()
    state = serializers.ChoiceField(StepState.choices)
    due_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.CharField(allow_blank=True)
    result = serializers.CharField(allow_blank=True)
    question = serializers.CharField(allow_blank=True)
    opinion = serializers.CharField(allow_blank=True)


class ClockLine(serializers.Serializer):
    """One time limit with its two terms."""

    name = serializers.CharField()
    round = serializers.IntegerField()
    state = serializers.CharField()
    level = serializers.CharField(allow_blank=True)
    unit = serializers.CharField()
    start_on = serializers.DateField()
    promised_days = serializers.IntegerField()
    extended_days = serializers.IntegerField()
    promised_due_on = serializers.DateField()
    statutory_due_on = serializers.DateField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()


class EventLine(serializers.Serializer):
    """One entry of the record; `hash` chains it to the one before."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    act = serializers.CharField()
    role = serializers.CharField()
    by = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()


class NoticeLine(serializers.Serializer):
    """One supplement notice."""

    round = serializers.IntegerField()
    sent_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    answered_at = serializers.DateTimeField(allow_null=True)
    items = serializers.ListField(child=serializers.DictField())


class DecisionLine(serializers.Serializer):
    """One decision."""

    outcome = serializers.ChoiceField(Outcome.choices)
    decided_on = serializers.DateField()
    reasons = serializers.CharField(allow_blank=True)
    legal_basis = serializers.CharField(allow_blank=True)
    remedies = serializers.CharField(allow_blank=True)


class DocumentLine(serializers.Serializer):
    """One official document."""

    token = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(DocumentState.choices)
    issued_on = serializers.DateField()


class BarLine(serializers.Serializer):
    """A bar that this case has led to; the applicant cannot apply for the item again until it ends."""

    ground = serializers.ChoiceField(Bar.Ground.choices)
    reason = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    lift_reason = serializers.CharField(allow_blank=True)


class ToldWay(serializers.Serializer):
    """One channel and what became of the message there, in words."""

    channel = serializers.CharField()
    became = serializers.CharField()


class ToldLine(serializers.Serializer):
    """One message to the applicant."""

    at = serializers.DateTimeField()
    title = serializers.CharField()
    ways = ToldWay(many=True)


class ClashLine(serializers.Serializer):
    """Two conditions of different departments that cannot both be met."""

    key = serializers.CharField()
    one = serializers.CharField()
    other = serializers.CharField()
    why = serializers.CharField()


class StatementLine(serializers.Serializer):
    """What the holder stated before a revocation."""

    at = serializers.DateTimeField()
    text = serializers.CharField()


class CaseDetail(CaseLine):
    """Everything that the staff of the case may read."""

    title = serializers.CharField(allow_blank=True)
    delivery_mode = serializers.ChoiceField(DeliveryMode.choices)
    is_deemed = serializers.BooleanField(help_text=_("视为受理"))
    round = serializers.IntegerField()
    acts = serializers.ListField(child=serializers.CharField(), help_text=_("现在能办的动作"))
    answers = AnswerLine(many=True)
    materials = MaterialLine(many=True)
    steps = StepLine(many=True)
    clashes = ClashLine(many=True)
    clocks = ClockLine(many=True)
    notices = NoticeLine(many=True)
    decisions = DecisionLine(many=True)
    statements = StatementLine(many=True)
    bars = BarLine(many=True)
    told = ToldLine(many=True)
    documents = DocumentLine(many=True)
    events = EventLine(many=True)


class Personal(serializers.Serializer):
    """The applicant's particulars in clear; that they were read is on record."""

    name = serializers.CharField(allow_blank=True)
    id_number = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    organisation = serializers.CharField(allow_blank=True)
    organisation_code = serializers.CharField(allow_blank=True)
    answers = AnswerLine(many=True)


# What came of it


class ForeseenLine(serializers.Serializer):
    """What would become of one case."""

    case = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    applicant = serializers.CharField(allow_blank=True, help_text=_("脱敏"))
    version = serializers.IntegerField()
    why = serializers.CharField(allow_blank=True, help_text=_("不能办的原因；空的就能办"))


class ForeseenList(serializers.Serializer):
    """All of them, and how many would be done."""

    ready = serializers.IntegerField()
    results = ForeseenLine(many=True)


class HeldLine(serializers.Serializer):
    """What became of one case."""

    case = serializers.CharField()
    number = serializers.CharField()
    state = serializers.ChoiceField(HeldAct.State.choices)
    answer = serializers.CharField(allow_blank=True, help_text=_("没有办成的原因"))
    ended_at = serializers.DateTimeField(allow_null=True)


class BatchOut(serializers.Serializer):
    """One bulk act; until `due_at` it can be taken back."""

    batch = serializers.CharField()
    act = serializers.CharField()
    due_at = serializers.DateTimeField()
    results = HeldLine(many=True)


class ReceiptOut(serializers.Serializer):
    """The new case."""

    token = serializers.CharField()
    number = serializers.CharField()
    query_code = serializers.CharField()
