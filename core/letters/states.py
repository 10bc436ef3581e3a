"""What became of a message, in plain words for staff and for the demo outbox."""

from django.utils.translation import gettext as _

from core.letters.models import Channel, Delivery, DeliveryState
from core.letters.receipts import RECEIPT
from core.letters.sending import EXPIRED, REFUSED_ADDRESS


def said_of(delivery: Delivery) -> str:
    """One sentence without a full stop. Needs channel, state, reason and attempts."""
    if delivery.state == DeliveryState.QUEUED:
        return _("还没有发出去，正在重试") if delivery.attempts else _("等着发出")
    if delivery.state == DeliveryState.DELIVERED:
        return _("已送达（网关回执）")
    if delivery.state == DeliveryState.SKIPPED:
        return _("没有发：没有登记号码") if delivery.channel == Channel.SMS else _("没有发：没有登记邮箱")
    if delivery.state == DeliveryState.FAILED:
        return _failed(delivery)
    if delivery.channel == Channel.SMS:
        return _("已交给短信网关，还没有送达回执")
    return _("已放进站内消息") if delivery.channel == Channel.PORTAL else _("已发出")


def _failed(delivery: Delivery) -> str:
    return {
        RECEIPT: _("没有送到（网关回执）"),
        EXPIRED: _("没有发出去：试了几个小时都不通"),
        REFUSED_ADDRESS: _("没有送到：号码或邮箱不对"),
        "sms-unconfigured": _("没有发：短信通道没有配置"),
    }.get(delivery.reason, _("没有发出去"))
