"""What agencies' programs send and get. Never shared with the applicants' serializers.

Applicants are masked here: telephone and id numbers only through the recorded look at personal data.
"""

from django.utils.translation import gettext as _
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
from approvals.rules.cooperation import RESULTS
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
    number = serializers.CharField(required=False, max_length=40, help_text="办件编号")


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

    case = serializers.CharField(help_text="办件的编号，用在地址里")
    number = serializers.CharField()
    version = serializers.IntegerField()
    item = Office(help_text="事项")
    applicant = serializers.CharField(help_text="脱敏")
    channel = serializers.ChoiceField(Channel.choices)
    state = serializers.ChoiceField(CaseState.choices)
    node = serializers.CharField()
    kind = serializers.ChoiceField(StepKind.choices)
    due_on = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField()
    level = serializers.CharField(allow_blank=True, help_text="warn、yellow、red、paused 或空")
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
    applicant = serializers.CharField(help_text="脱敏")
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


class CaseDetail(CaseLine):
    """Everything that the staff of the case may read."""

    title = serializers.CharField(allow_blank=True)
    delivery_mode = serializers.ChoiceField(DeliveryMode.choices)
    is_deemed = serializers.BooleanField(help_text="视为受理")
    round = serializers.IntegerField()
    acts = serializers.ListField(child=serializers.CharField(), help_text="现在能办的动作")
    answers = AnswerLine(many=True)
    materials = MaterialLine(many=True)
    steps = StepLine(many=True)
    clocks = ClockLine(many=True)
    notices = NoticeLine(many=True)
    decisions = DecisionLine(many=True)
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


# Acts


class ActIn(serializers.Serializer):
    """What every act may say: which version of the case the caller looked at."""

    version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="您看到的 version；已有人办过则 409"
    )


class CheckIn(serializers.Serializer):
    """A verdict on one document."""

    material = serializers.CharField(max_length=80)
    verdict = serializers.ChoiceField([(v.value, v.label) for v in Verdict if v.value])
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class AcceptIn(ActIn):
    """受理."""

    checks = CheckIn(many=True, required=False, default=list)


class ConditionalIn(AcceptIn):
    """容缺受理."""

    promised = serializers.ListField(
        child=serializers.CharField(max_length=80),
        allow_empty=False,
        max_length=100,
        help_text="答应后补的材料",
    )
    days = serializers.IntegerField(min_value=1, max_value=400, help_text="几个工作日内补齐")


class AskedIn(serializers.Serializer):
    """One thing that must be supplemented."""

    key = serializers.CharField(max_length=120, help_text="材料，或 field:<问题>")
    problem = serializers.CharField(max_length=500)


class RequestSupplementIn(AcceptIn):
    """一次性补正告知."""

    items = AskedIn(many=True, allow_empty=False)
    override_reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class NotAcceptIn(ActIn):
    """不予受理."""

    reason = serializers.CharField(max_length=2000)
    right_agency = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)


class CommentIn(ActIn):
    """A remark."""

    comment = serializers.CharField(max_length=2000)


class ReasonIn(ActIn):
    """A reason."""

    reason = serializers.CharField(max_length=2000)


class TransferIn(ReasonIn):
    """转办."""

    to = serializers.SlugField(help_text="部门")


class ConsultIn(ActIn):
    """征求部门意见."""

    departments = serializers.ListField(child=serializers.SlugField(), allow_empty=False, max_length=20)
    question = serializers.CharField(max_length=2000)
    days = serializers.IntegerField(min_value=1, max_value=400)


class OpinionIn(ActIn):
    """部门会签."""

    node = serializers.CharField(max_length=40)
    result = serializers.ChoiceField([(result, result) for result in RESULTS])
    opinion = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)


class CompleteStepIn(ActIn):
    """完成环节."""

    node = serializers.CharField(max_length=40)
    result = serializers.ChoiceField([("agree", "同意"), ("disagree", "不同意")])
    opinion = serializers.CharField(max_length=4000)


class GrantIn(ActIn):
    """准予许可."""

    reasons = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    conditions = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, default=list, max_length=30
    )


class RefuseIn(ActIn):
    """不予许可: never without reasons and law."""

    reasons = serializers.CharField(max_length=4000)
    legal_basis = serializers.CharField(max_length=500)
    remedy = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)


class SuspendIn(ReasonIn):
    """暂停计时."""

    ground = serializers.CharField(max_length=40, help_text="法律列明的事由")
    expected_days = serializers.IntegerField(min_value=1, max_value=400)


class ExtendIn(ReasonIn):
    """延长期限."""

    days = serializers.IntegerField(min_value=1, max_value=400)


class DeliverIn(ActIn):
    """送达."""

    mode = serializers.ChoiceField(DeliveryMode.choices)
    receiver = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=80, help_text="领取人或邮件单号"
    )

    def validate(self, values: dict[str, object]) -> dict[str, object]:
        """What is handed over or posted needs a proof."""
        if values["mode"] != DeliveryMode.ONLINE and len(str(values["receiver"]).strip()) < 2:
            raise serializers.ValidationError({"receiver": [_("请写明领取人（或邮件单号），作为送达凭据。")]})
        return values


# Receiving on paper


class PartyIn(serializers.Serializer):
    """Who applies."""

    is_organisation = serializers.BooleanField(default=False)
    name = serializers.CharField(max_length=120)
    code = serializers.CharField(max_length=24, help_text="身份证号码，或统一社会信用代码、组织机构代码")
    phone = serializers.CharField(max_length=30)
    address = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    seen = serializers.BooleanField(default=False, help_text="核对过原件，校验码不对也按原件录入")


class ReceiveIn(serializers.Serializer):
    """An application on paper."""

    item = serializers.SlugField()
    party = PartyIn()
    answers = serializers.DictField(child=serializers.CharField(allow_blank=True))
    received = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=200, help_text="收到的材料"
    )
    delivery_mode = serializers.ChoiceField(DeliveryMode.choices, default=DeliveryMode.WINDOW)
    taken = serializers.ListField(
        child=serializers.CharField(max_length=80),
        required=False,
        default=list,
        max_length=50,
        help_text="核对过原件、校验码不对也录入的问题",
    )


class ReceiptOut(serializers.Serializer):
    """The new case."""

    token = serializers.CharField()
    number = serializers.CharField()
    query_code = serializers.CharField()
