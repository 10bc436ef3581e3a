"""What applicants send and get. Never shared with the agencies' serializers."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from admin_center.registry.enums import FieldType
from admin_center.registry.models import OnlineLevel, ServiceItem
from approvals.enums import CaseState, Channel, DeliveryMode, MaterialState, Outcome
from approvals.rules.drafts import TaskState
from approvals.rules.statements import LONGEST
from core.api.serializers import Page
from core.documents.models import DocumentState
from core.files.models import FileState

# Guides


class Named(serializers.Serializer):
    """A thing by its name in addresses and its name for people."""

    slug = serializers.CharField()
    name = serializers.CharField()


class ItemQuery(Page):
    """Which items."""

    q = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=60, help_text=_("名称、拼音首字母或平常说法")
    )
    audience = serializers.ChoiceField(ServiceItem.Audience.choices, required=False)
    department = serializers.SlugField(required=False)


class ItemLine(serializers.Serializer):
    """One item in a list."""

    slug = serializers.CharField()
    name = serializers.CharField()
    department = Named()
    audience = serializers.ChoiceField(ServiceItem.Audience.choices)
    online_level = serializers.ChoiceField(OnlineLevel.choices)
    can_apply_online = serializers.BooleanField()
    unit = serializers.CharField(help_text=_("working_days 或 calendar_days"))
    promised_days = serializers.IntegerField()
    statutory_days = serializers.IntegerField()
    is_immediate = serializers.BooleanField(help_text=_("即办件"))


class ItemPage(serializers.Serializer):
    """A page of items."""

    results = ItemLine(many=True)
    next = serializers.CharField(allow_null=True)


class Choice(serializers.Serializer):
    """One possible answer."""

    value = serializers.CharField()
    label = serializers.CharField()


class Question(serializers.Serializer):
    """One question of the form."""

    key = serializers.CharField()
    topic = serializers.CharField()
    label = serializers.CharField()
    type = serializers.ChoiceField(FieldType.choices)
    required = serializers.BooleanField()
    unit = serializers.CharField(allow_blank=True)
    choices = Choice(many=True)


class Demanded(serializers.Serializer):
    """One document that the guide asks for."""

    key = serializers.CharField()
    name = serializers.CharField()
    required = serializers.BooleanField()
    condition = serializers.CharField(allow_blank=True, help_text=_("只在这种情形需要"))
    online = serializers.BooleanField(help_text=_("可以上传电子件"))
    originals = serializers.IntegerField()
    copies = serializers.IntegerField()


class Stage(serializers.Serializer):
    """One step of the handling."""

    key = serializers.CharField()
    name = serializers.CharField()
    days = serializers.IntegerField()


class Law(serializers.Serializer):
    """One legal basis."""

    law = serializers.CharField()
    article = serializers.CharField(allow_blank=True)


class ItemDetail(ItemLine):
    """The whole guide."""

    edition = serializers.CharField()
    intake_days = serializers.IntegerField()
    channels = serializers.ListField(child=serializers.CharField())
    conditions = serializers.ListField(child=serializers.CharField())
    questions = Question(many=True)
    materials = Demanded(many=True)
    steps = Stage(many=True)
    legal_basis = Law(many=True)
    fee = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    complaint_phone = serializers.CharField(allow_blank=True)


# Drafts


class DraftIn(serializers.Serializer):
    """Start an application."""

    item = serializers.SlugField()
    mandate = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=22,
        help_text=_("以单位名义申请时，委托的编号"),
    )
    fresh = serializers.BooleanField(required=False, default=False, help_text=_("另起一份，不接着原来的草稿"))


class Delivery(serializers.Serializer):
    """How the result should come."""

    delivery_mode = serializers.ChoiceField(DeliveryMode.choices)
    receiver = serializers.CharField(required=False, default="", allow_blank=True, max_length=50)
    address = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class DraftPatch(serializers.Serializer):
    """Save one page of the form. Questions left out stay as they are."""

    topic = serializers.CharField(max_length=40)
    answers = serializers.DictField(
        child=serializers.JSONField(), required=False, default=dict, help_text=_("问题 → 答案")
    )
    delivery = Delivery(required=False)
    seen = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=40,
        help_text=_("上次读到的 seen；别处改过则 409"),
    )
    finish = serializers.BooleanField(required=False, default=True)


class FileLine(serializers.Serializer):
    """One file as its owner sees it."""

    token = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    state = serializers.ChoiceField(FileState.choices)
    refusal = serializers.CharField(allow_blank=True)


class Need(serializers.Serializer):
    """One document that the answers demand."""

    key = serializers.CharField()
    name = serializers.CharField()
    how = serializers.ChoiceField([("form", "在线填写"), ("upload", "上传"), ("paper", "交原件")])
    required = serializers.BooleanField()
    is_met = serializers.BooleanField()
    files = FileLine(many=True)


class Task(serializers.Serializer):
    """One line of the task list."""

    key = serializers.CharField()
    state = serializers.ChoiceField([(state.value, state.value) for state in TaskState])
    filled = serializers.IntegerField()
    total = serializers.IntegerField()


class Answered(Question):
    """One question with what stands there."""

    value = serializers.JSONField(allow_null=True)
    is_answer = serializers.BooleanField(help_text=_("已是有效的答案"))


class Topic(serializers.Serializer):
    """One page of the form."""

    key = serializers.CharField()
    title = serializers.CharField()
    seen = serializers.CharField()
    questions = Answered(many=True)


class DraftLine(serializers.Serializer):
    """One draft in a list."""

    token = serializers.CharField()
    item = Named()
    organisation = serializers.CharField(allow_blank=True)
    saved_at = serializers.DateTimeField()
    expires_on = serializers.DateField()


class DraftPage(serializers.Serializer):
    """A page of drafts."""

    results = DraftLine(many=True)
    next = serializers.CharField(allow_null=True)


class DraftDetail(DraftLine):
    """The whole draft."""

    is_stale = serializers.BooleanField(help_text=_("办事指南已有新版本"))
    case = serializers.CharField(allow_blank=True, help_text=_("已提交时，办件的编号"))
    delivery = serializers.DictField(child=serializers.CharField())
    tasks = Task(many=True)
    topics = Topic(many=True)
    materials = Need(many=True)
    why_not_submit = serializers.CharField(allow_blank=True)


class Saved(serializers.Serializer):
    """What became of a save."""

    saved_at = serializers.DateTimeField()
    seen = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.CharField(), help_text=_("问题 → 怎样改；内容已照原样保存")
    )


class FileIn(serializers.Serializer):
    """A file for one document."""

    material = serializers.CharField(max_length=80)
    file = serializers.FileField(allow_empty_file=True)
    replaces = serializers.CharField(required=False, default="", allow_blank=True, max_length=22)


class LaidFile(serializers.Serializer):
    """A file for one line of a supplement notice."""

    material = serializers.CharField(max_length=80)
    file = serializers.FileField(allow_empty_file=True)


class SubmitIn(serializers.Serializer):
    """The declaration that everything is true."""

    declared = serializers.BooleanField(help_text=_("申请人声明以上内容属实"))


class ReceiptOut(serializers.Serializer):
    """What the applicant needs to know at once."""

    token = serializers.CharField()
    number = serializers.CharField()
    query_code = serializers.CharField()


# Cases


class CasesQuery(Page):
    """Which of one's cases."""

    tab = serializers.ChoiceField(
        [("running", "在办"), ("ended", "办结"), ("gone", "撤回")], required=False, default="running"
    )
    mandate = serializers.CharField(required=False, default="", allow_blank=True, max_length=22)


class ActingQuery(Page):
    """In whose name."""

    mandate = serializers.CharField(required=False, default="", allow_blank=True, max_length=22)


class CaseLine(serializers.Serializer):
    """One case in a list."""

    token = serializers.CharField()
    number = serializers.CharField()
    item = Named()
    title = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(CaseState.choices)
    state_words = serializers.CharField()
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    submitted_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)


class CasePage(serializers.Serializer):
    """A page of cases."""

    results = CaseLine(many=True)
    next = serializers.CharField(allow_null=True)


class ClockDay(serializers.Serializer):
    """One day of the account, with why it counts or not."""

    on = serializers.DateField()
    told = serializers.CharField(help_text="zero、counted、rest、paused、ahead、done")
    number = serializers.IntegerField()
    words = serializers.CharField()
    is_late = serializers.BooleanField()


class Clock(serializers.Serializer):
    """One time limit, explained day by day; the counted days add up to `used`."""

    name = serializers.CharField()
    round = serializers.IntegerField()
    unit = serializers.CharField()
    start_on = serializers.DateField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()
    total = serializers.IntegerField()
    promised_due_on = serializers.DateField()
    statutory_due_on = serializers.DateField()
    stopped_on = serializers.DateField(allow_null=True)
    is_paused = serializers.BooleanField()
    is_late = serializers.BooleanField()
    is_provisional = serializers.BooleanField()
    days = ClockDay(many=True)


class Turn(serializers.Serializer):
    """One thing that happened."""

    at = serializers.DateTimeField()
    act = serializers.CharField()
    text = serializers.CharField()


class OwnMaterial(serializers.Serializer):
    """One document of a case."""

    key = serializers.CharField()
    name = serializers.CharField()
    required = serializers.BooleanField()
    state = serializers.ChoiceField(MaterialState.choices)
    complete_by = serializers.DateField(allow_null=True)
    files = FileLine(many=True)


class AskedLine(serializers.Serializer):
    """One thing that a supplement notice asks for."""

    key = serializers.CharField()
    name = serializers.CharField()
    problem = serializers.CharField(allow_blank=True)
    is_question = serializers.BooleanField()
    files = FileLine(many=True)


class Notice(serializers.Serializer):
    """The open supplement notice, complete."""

    due_on = serializers.DateField()
    lines = AskedLine(many=True)


class DocumentLine(serializers.Serializer):
    """One official document."""

    token = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(DocumentState.choices)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    verify_path = serializers.CharField(allow_blank=True)
    download_path = serializers.CharField(allow_blank=True)


class DecisionOut(serializers.Serializer):
    """The latest decision with reasons, law and remedies."""

    outcome = serializers.ChoiceField(Outcome.choices)
    reasons = serializers.CharField(allow_blank=True)
    legal_basis = serializers.CharField(allow_blank=True)
    remedies = serializers.CharField(allow_blank=True)


class StatementOut(serializers.Serializer):
    """What the holder stated before a revocation, as it was typed."""

    at = serializers.DateTimeField()
    text = serializers.CharField()


class CaseDetail(serializers.Serializer):
    """Everything about one's own case."""

    token = serializers.CharField()
    number = serializers.CharField()
    query_code = serializers.CharField()
    version = serializers.IntegerField()
    item = Named()
    department = Named()
    title = serializers.CharField(allow_blank=True)
    applicant = serializers.CharField()
    channel = serializers.ChoiceField(Channel.choices)
    delivery_mode = serializers.ChoiceField(DeliveryMode.choices)
    state = serializers.ChoiceField(CaseState.choices)
    state_words = serializers.CharField()
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    sentence = serializers.ListField(child=serializers.CharField())
    upcoming = serializers.ListField(child=serializers.CharField())
    submitted_at = serializers.DateTimeField()
    received_on = serializers.DateField()
    accepted_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    can_withdraw = serializers.BooleanField()
    can_urge = serializers.BooleanField()
    state_until = serializers.DateField(
        allow_null=True, help_text=_("拟撤销许可时，可以陈述、申辩的最后一天；没有拟撤销的为空")
    )
    statements = StatementOut(many=True)
    clocks = Clock(many=True)
    timeline = Turn(many=True)
    materials = OwnMaterial(many=True)
    notice = Notice(allow_null=True)
    decision = DecisionOut(allow_null=True)
    documents = DocumentLine(many=True)


class RenewIn(serializers.Serializer):
    """In whose name the certificate is renewed."""

    mandate = serializers.CharField(required=False, default="", allow_blank=True, max_length=22)


class ActIn(serializers.Serializer):
    """What every act may say: which version of the case the caller looked at."""

    version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text=_("您看到的 version；已有人办过则 409")
    )


class SupplementIn(ActIn):
    """Hand in everything that the notice asks for; the files were laid before."""

    answers = serializers.DictField(child=serializers.JSONField(), required=False, default=dict)


class StatementIn(ActIn):
    """What the holder states and defends with."""

    text = serializers.CharField(max_length=LONGEST)


class WithdrawIn(ActIn):
    """Why, if the applicant wants to say."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
