"""Forms in our own markup, for every page of the portal.

Labels above, hint below the label, the error beside the box, a summary on top, optional fields
marked instead of asterisks, native validation off. Use `PortalForm` or put `PortalFormMixin` in
front of another form class.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from core.web.widgets import AddressBoxes, DateBoxes, UploadInput, halfwidth

__all__ = [
    "AddressBoxes",
    "DateBoxes",
    "PortalBoundField",
    "PortalForm",
    "PortalFormMixin",
    "PortalModelForm",
    "PortalRenderer",
    "UploadInput",
    "halfwidth",
]


class PortalRenderer(TemplatesSetting):
    """Renders forms and fields with the templates in templates/forms."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class PortalBoundField(BoundField):
    """A field that knows the classes of our components and which of its boxes is wrong."""

    def wrong_parts(self) -> tuple[int, ...]:
        """Positions of the faulty boxes of a field of several boxes; empty means all of them."""
        for error in self.errors.as_data() if self.errors else []:
            parts = (error.params or {}).get("parts") if error.params else None
            if parts:
                return tuple(parts)
        return ()

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Django's attributes plus the component class (which the widget's own class extends)."""
        chosen = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        kind = getattr(chosen, "component_class", None)
        if kind is None:
            kind = component_class(chosen)
        classes = f"{kind} {chosen.attrs.get('class', '')}".strip()
        if classes:
            built["class"] = classes
        if isinstance(chosen, (DateBoxes, AddressBoxes)) and self.errors:
            built["wrong_parts"] = self.wrong_parts()
        return built

    @property
    def described_by(self) -> str:
        """Ids of the hint and of the error, the error first."""
        ids = []
        if self.errors:
            ids.append(f"{self.auto_id}_error")
        if self.help_text:
            ids.append(f"{self.auto_id}_helptext")
        return " ".join(ids)

    @property
    def is_tick(self) -> bool:
        """Whether this is a single tick box, whose label stands beside it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def first_id(self) -> str:
        """The id of the box an error message should lead to."""
        if not self.use_fieldset:
            return self.id_for_label or self.auto_id
        parts = self.wrong_parts()
        return f"{self.auto_id}_{parts[0] if parts else 0}"


def component_class(widget: forms.Widget) -> str:
    """The CSS component that draws `widget`."""
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput)):
        return ""
    if isinstance(widget, (forms.MultiWidget, forms.HiddenInput)):
        return ""
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return "input"


class PortalFormMixin:
    """Our renderer, our bound field, no native validation, and the list for the error summary."""

    default_renderer = PortalRenderer
    bound_field_class = PortalBoundField
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def error_summary(self) -> list[dict[str, str]]:
        """Every message in the order of the page, with the id of the box to go to (may be empty)."""
        form: Any = self
        found = [{"id": "", "message": str(message)} for message in form.non_field_errors()]
        for bound in form:
            for message in bound.errors:
                found.append({"id": "" if bound.is_hidden else bound.first_id, "message": str(message)})
        return found


class PortalForm(PortalFormMixin, forms.Form):  # type: ignore[misc]  # class attributes of a mixin
    """The base of every form that citizens fill in."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):  # type: ignore[misc,type-arg]  # the same
    """The same for a model."""


class RadioChoice(forms.RadioSelect):
    """One of a few, each with a large round box."""

    template_name = "forms/widgets/choices.html"
    option_template_name = "forms/widgets/choice.html"


class TickChoices(forms.CheckboxSelectMultiple):
    """Several of a few, each with a large square box."""

    template_name = "forms/widgets/choices.html"
    option_template_name = "forms/widgets/choice.html"


OPTIONAL_HINT = _("可不填")
