"""Shapes that every audience gets alike: problems and nothing else."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Problem(serializers.Serializer):
    """RFC 9457. `errors` lists sentences by field; `current` is the state of the thing as it is now."""

    type = serializers.CharField(help_text=_("错误种类，指向说明页"))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text=_("给人看的一句话"))
    code = serializers.CharField(required=False)
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    current = serializers.JSONField(required=False)


class Page(serializers.Serializer):
    """The query of every list: `cursor` is the `next` of the page before."""

    cursor = serializers.CharField(required=False, default="", allow_blank=True, max_length=400)
