"""What agencies' programs send: the bodies of acts, of bulks and of receiving on paper."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from approvals.enums import DeliveryMode, Verdict
from approvals.models import Bar
from approvals.rules.clashes import RELATIONS
from approvals.rules.cooperation import RESULTS
from approvals.services import bulk

# Acts


class ActIn(serializers.Serializer):
    """What every act may say: which version of the case the caller looked at."""

    version = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text=_("您看到的 version；已有人办过则 409")
    )


class CheckIn(serializers.Serializer):
    """A verdict on one document."""

    material = serializers.CharField(max_length=80)
    verdict = serializers.ChoiceField([(v.value, v.label) for v in Verdict if v.value])
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class AcceptIn(ActIn):
    """Accept the application."""

    checks = CheckIn(many=True, required=False, default=list)


class ConditionalIn(AcceptIn):
    """Accept while named documents are promised for later."""

    promised = serializers.ListField(
        child=serializers.CharField(max_length=80),
        allow_empty=False,
        max_length=100,
        help_text=_("答应后补的材料"),
    )
    days = serializers.IntegerField(min_value=1, max_value=400, help_text=_("几个工作日内补齐"))


class AskedIn(serializers.Serializer):
    """One thing that must be supplemented."""

    key = serializers.CharField(max_length=120, help_text=_("材料，或 field:<问题>"))
    problem = serializers.CharField(max_length=500)


class RequestSupplementIn(AcceptIn):
    """The one complete list of what is missing."""

    items = AskedIn(many=True, allow_empty=False)
    override_reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class NotAcceptIn(ActIn):
    """Not accept, with the reason."""

    reason = serializers.CharField(max_length=2000)
    right_agency = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)


class CommentIn(ActIn):
    """A remark."""

    comment = serializers.CharField(max_length=2000)


class ReasonIn(ActIn):
    """A reason."""

    reason = serializers.CharField(max_length=2000)


class CorrectIn(ReasonIn):
    """Correct a certificate; without a field it is printed anew."""

    field = serializers.SlugField(required=False, help_text=_("要更正的表单项"))
    value = serializers.CharField(required=False, max_length=500, help_text=_("更正后的内容"))


class RevokeIn(ReasonIn):
    """Revoke, after the holder could be heard."""

    heard = serializers.CharField(max_length=2000, help_text=_("持证人陈述、申辩的内容和采纳情况"))


class TransferIn(ReasonIn):
    """Hand on to the right department."""

    to = serializers.SlugField(help_text=_("部门"))


class ConsultIn(ActIn):
    """Ask other departments."""

    departments = serializers.ListField(child=serializers.SlugField(), allow_empty=False, max_length=20)
    question = serializers.CharField(max_length=2000)
    days = serializers.IntegerField(min_value=1, max_value=400)


class TermIn(serializers.Serializer):
    """One condition as a line: subject, relation, figure, unit."""

    subject = serializers.CharField(max_length=60)
    relation = serializers.ChoiceField(list(RELATIONS.items()))
    figure = serializers.CharField(required=False, default="", allow_blank=True, max_length=20)
    unit = serializers.CharField(required=False, default="", allow_blank=True, max_length=20)


class OpinionIn(ActIn):
    """A department's answer."""

    node = serializers.CharField(max_length=40)
    result = serializers.ChoiceField([(result, result) for result in RESULTS])
    opinion = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    terms = TermIn(many=True, required=False, default=list)


class CompleteStepIn(ActIn):
    """Finish a step of the review."""

    node = serializers.CharField(max_length=40)
    result = serializers.ChoiceField([("agree", "同意"), ("disagree", "不同意")])
    opinion = serializers.CharField(max_length=4000)


class GrantIn(ActIn):
    """Grant."""

    reasons = serializers.CharField(required=False, default="", allow_blank=True, max_length=4000)
    conditions = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, default=list, max_length=30
    )
    settled = serializers.DictField(
        child=serializers.CharField(max_length=500),
        required=False,
        default=dict,
        help_text=_("部门条件相抵时怎样处理，按 clashes 里的 key"),
    )


class RefuseIn(ActIn):
    """Refuse: never without reasons and law."""

    reasons = serializers.CharField(max_length=4000)
    legal_basis = serializers.CharField(max_length=500)
    remedy = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)


class SuspendIn(ReasonIn):
    """Stop the clock on a ground of the law."""

    ground = serializers.CharField(max_length=40, help_text=_("法律列明的事由"))
    expected_days = serializers.IntegerField(min_value=1, max_value=400)


class ExtendIn(ReasonIn):
    """Extend the term, once."""

    days = serializers.IntegerField(min_value=1, max_value=400)


class DeliverIn(ActIn):
    """Deliver the result."""

    mode = serializers.ChoiceField(DeliveryMode.choices)
    receiver = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=80, help_text=_("领取人或邮件单号")
    )

    def validate(self, values: dict[str, object]) -> dict[str, object]:
        """What is handed over or posted needs a proof."""
        if values["mode"] != DeliveryMode.ONLINE and len(str(values["receiver"]).strip()) < 2:
            raise serializers.ValidationError(
                {"receiver": [_now("请写明领取人（或邮件单号），作为送达凭据。")]}
            )
        return values


class BarIn(ReasonIn):
    """Record or lift a bar after false materials."""

    ground = serializers.ChoiceField(Bar.Ground.choices)


# Bulk


class BulkCaseIn(serializers.Serializer):
    """One case of a bulk."""

    case = serializers.SlugField(max_length=22)
    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text=_("您看到的 version；已有人办过则不办这件"),
    )


class BulkIn(serializers.Serializer):
    """One act for many cases of one's own queue."""

    act = serializers.ChoiceField([(act, act) for act in bulk.VERBS])
    cases = BulkCaseIn(many=True, allow_empty=False, max_length=bulk.MOST)  # type: ignore[call-arg]
    opinion = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)


# Receiving on paper


class PartyIn(serializers.Serializer):
    """Who applies."""

    is_organisation = serializers.BooleanField(default=False)
    name = serializers.CharField(max_length=120)
    code = serializers.CharField(max_length=24, help_text=_("身份证号码，或统一社会信用代码、组织机构代码"))
    phone = serializers.CharField(max_length=30)
    address = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    seen = serializers.BooleanField(default=False, help_text=_("核对过原件，校验码不对也按原件录入"))


class ReceiveIn(serializers.Serializer):
    """An application on paper."""

    item = serializers.SlugField()
    party = PartyIn()
    answers = serializers.DictField(child=serializers.CharField(allow_blank=True))
    received = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=200, help_text=_("收到的材料")
    )
    delivery_mode = serializers.ChoiceField(DeliveryMode.choices, default=DeliveryMode.WINDOW)
    taken = serializers.ListField(
        child=serializers.CharField(max_length=80),
        required=False,
        default=list,
        max_length=50,
        help_text=_("核对过原件、校验码不对也录入的问题"),
    )
