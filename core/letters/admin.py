"""Message wording in the workbench: checked before saving, with a preview."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.letters.models import Channel, MessageTemplate
from core.letters.templates import CHINESE, ENGLISH, SIGNATURE, fill, why_not_template
from core.letters.words import BY_TOPIC, SAMPLES
from core.now import now

WORDS = ("topic", "channel", "language", "title", "body")
PLACES = "、".join(f"{{{name}}}" for name in SAMPLES)


class MessageTemplateForm(forms.ModelForm):
    """Topic, channel, language and words."""

    topic = forms.ChoiceField(
        label=_("事由"),
        choices=[(name, f"{one.zh['title']}（{name}）") for name, one in BY_TOPIC.items()],
    )
    language = forms.ChoiceField(label=_("语言"), choices=[(CHINESE, "中文"), (ENGLISH, "English")])

    class Meta:
        model = MessageTemplate
        fields = WORDS
        help_texts = {"body": _("可以用的占位符：%s。短信会自动加上签名。") % PLACES}

    def clean(self) -> dict[str, Any]:
        """Refuse unknown placeholders, missing facts and long SMS, with the reason."""
        data: dict[str, Any] = super().clean() or {}
        if {"topic", "channel", "language", "body"} <= data.keys():
            reason = why_not_template(**{name: data.get(name, "") for name in WORDS})
            if reason:
                self.add_error("body", reason)
        return data


@admin.register(MessageTemplate)
class MessageTemplateAdmin(admin.ModelAdmin):
    """Without a row here, the house's own wording is used."""

    form = MessageTemplateForm
    list_display = ("topic_title", "channel", "language", "updated_by", "updated_at")
    list_filter = ("channel", "language")
    list_select_related = ("updated_by",)
    show_full_result_count = False
    actions = None
    fields = ("topic", "channel", "language", "title", "body", "preview", "own_words")
    readonly_fields = ("preview", "own_words")

    @admin.display(description=_("事由"))
    def topic_title(self, template: MessageTemplate) -> str:
        """The title people see."""
        return BY_TOPIC[template.topic].zh["title"] if template.topic in BY_TOPIC else template.topic

    @admin.display(description=_("预览"))
    def preview(self, template: MessageTemplate) -> str:
        """The saved wording with sample values."""
        if not template.pk:
            return str(_("保存后显示。"))
        sign = SIGNATURE[template.language] if template.channel == Channel.SMS else ""
        return sign + fill(template.body, SAMPLES, template.language)

    @admin.display(description=_("本站原来的写法"))
    def own_words(self, template: MessageTemplate) -> str:
        """What is sent without a row here."""
        wording = BY_TOPIC.get(template.topic)
        if wording is None:
            return "—"
        return " ".join(wording.of(template.channel, template.language)).strip()

    def save_model(self, request: HttpRequest, obj: MessageTemplate, form: Any, change: bool) -> None:
        """Note who and when."""
        obj.updated_by_id = request.user.pk
        obj.updated_at = now()
        super().save_model(request, obj, form, change)
