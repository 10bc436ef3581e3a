"""Closed lists of the catalogue format. Data only; labels live where people read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FieldType(models.TextChoices):
    """What kind of answer a form field takes."""

    TEXT = "text", _("文字")
    CHOICE = "choice", _("选择")
    YES_NO = "yes_no", _("是或否")
    PHONE = "phone", _("电话")
    ADDRESS = "address", _("地址")
    NUMBER = "number", _("数字")
    AREA = "area", _("面积")
    MONEY = "money", _("金额")
    DATE = "date", _("日期")
    ID_NUMBER = "id_number", _("公民身份号码")
    USCC = "uscc", _("统一社会信用代码或组织机构代码")


class Topic(models.TextChoices):
    """One topic a page: the order here is the order of the pages."""

    APPLICANT = "applicant", _("申请人")
    PROJECT = "project", _("项目信息")
    PREMISES = "premises", _("经营场所")
    BUILDING = "building", _("土地和房屋")
    MATTER = "matter", _("申请内容")
    MONEY = "money", _("资金和账户")
    CONTACT = "contact", _("联系方式")
    SITUATION = "situation", _("办理情形")


class Channel(models.TextChoices):
    """受理渠道."""

    ONLINE = "online", _("网上")
    WINDOW = "window", _("区级窗口")
    TOWNSHIP = "township", _("镇街便民中心")
    VILLAGE = "village", _("村（社区）便民点")


class IntakePack(models.TextChoices):
    """Which law says how soon an application must be answered."""

    LICENCE = "licence", _("行政许可")
    REAL_ESTATE = "real_estate", _("不动产登记")
    COMPANY = "company_registration", _("企业登记")
    GENERAL = "general", _("其他")


class MaterialOrigin(models.TextChoices):
    """来源渠道."""

    APPLICANT = "applicant", _("申请人自备")
    GOVERNMENT = "government", _("政府部门核发")
    OTHER = "other", _("其他单位出具")


class ResultTemplate(models.TextChoices):
    """Which sheet the result document is printed on."""

    CERTIFICATE = "certificate", _("证照")
    REPLY = "reply", _("批复（决定书）")
    FILING = "filing", _("备案登记表")
    NOTICE = "notice", _("通知（凭证）")


# The closed list of art. 45 of the Administrative Licensing Law.
ARTICLE_45 = (
    "hearing",
    "tendering",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert_review",
)
STEP_KINDS = ("accept", "review", "site_survey", "expert_review", "public_notice", "decide", "certificate")
UNITS = ("working_days", "calendar_days")
SITE_LEVELS = ("district", "cluster", "township", "village")
PREFILL_SOURCES = (
    "person.name",
    "person.id_number",
    "person.phone",
    "person.email",
    "person.address",
    "person.sex",
    "person.birth_date",
    "organisation.name",
    "organisation.code",
    "organisation.legal_representative",
    "organisation.address",
    "applicant.name",
    "applicant.is_organisation",
    "applicant.is_agent",
)
