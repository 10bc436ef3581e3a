"""Words of the clock. Values are stored and spoken by `clock_replay`; labels are for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Unit(TextChoices):
    """How days are counted."""

    WORKING_DAYS = "working_days", _("工作日")
    CALENDAR_DAYS = "calendar_days", _("日")


class State(TextChoices):
    """Where a clock stands; running and paused clocks are open."""

    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("暂停")
    STOPPED = "stopped", _("已停止")


class Level(TextChoices):
    """How near the end is. Time only: other causes are told by cards."""

    NONE = "none", _("正常")
    WARNING = "warning", _("预警")
    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class Ground(TextChoices):
    """The closed list of 行政许可法 art. 45: only these take time out of a licence's clock."""

    HEARING = "hearing", _("听证")
    TENDERING = "tendering", _("招标")
    AUCTION = "auction", _("拍卖")
    INSPECTION = "inspection", _("检验")
    TESTING = "testing", _("检测")
    QUARANTINE = "quarantine", _("检疫")
    APPRAISAL = "appraisal", _("鉴定")
    EXPERT_REVIEW = "expert_review", _("专家评审")


class SpecialGround(TextChoices):
    """Grounds outside art. 45: a duty may use one only where its rule pack names it with its law."""

    SUPPLEMENT = "supplement", _("等待申请人补正")
    PUBLIC_NOTICE = "public_notice", _("公示")
    SITE_VISIT = "site_visit", _("现场踏勘")
    CONSULTATION = "consultation", _("征求意见")
    FORCE_MAJEURE = "force_majeure", _("不可抗力")


LICENCE_GROUNDS = frozenset(Ground.values)
"""Allowed for every 行政许可; also the grounds known to `clock_replay`."""


def ground_label(ground: str) -> str:
    """The Chinese term of a ground; an unknown one is shown as it is stored."""
    for words in (Ground, SpecialGround):
        if ground in words.values:
            return str(words(ground).label)
    return ground


def ground_article(ground: str) -> str:
    """The article behind a ground of the closed list, in brackets; empty for grounds of other laws."""
    return str(_("（《行政许可法》第四十五条）")) if ground in LICENCE_GROUNDS else ""
