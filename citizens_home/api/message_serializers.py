"""What applicants get of their messages and mandates."""

from rest_framework import serializers


class MessageLine(serializers.Serializer):
    """One message."""

    token = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class MessagePage(serializers.Serializer):
    """A page of messages."""

    results = MessageLine(many=True)
    next = serializers.CharField(allow_null=True)


class MandateLine(serializers.Serializer):
    """An organisation that one may act for."""

    token = serializers.CharField()
    organisation = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class MandateList(serializers.Serializer):
    """All of them."""

    results = MandateLine(many=True)
