"""Model fields that are encrypted at rest.

The column is `bytea`. The context of each value is `app.Model.field`, so bytes copied to another
column do not open; give `context=` to keep it when a model or field is renamed. Rows can only be
searched by `isnull`; keep a blind index beside the field for equality.
"""

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from core.crypto.sealed import open_sealed, seal

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class EncryptedField(_Field):
    """What both encrypted fields share; subclasses say how a value becomes bytes."""

    empty_strings_allowed = False

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        for option in ("unique", "db_index", "primary_key"):
            if kwargs.get(option):
                raise FieldError(f"an encrypted field cannot be {option}; use a blind index beside it")
        self._context = context
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        """What the value is bound to."""
        return self._context or f"{self.model._meta.label}.{self.name}"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self._context:
            kwargs["context"] = self._context
        return name, path.replace("core.crypto.fields", "core.crypto"), args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def dump(self, value: Any) -> bytes:
        raise NotImplementedError

    def load(self, plain: bytes) -> Any:
        raise NotImplementedError

    def get_prep_value(self, value: Any) -> bytes | None:
        """The sealed bytes of a value, for hand-written SQL as well; None stays NULL."""
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]
        return seal(self.dump(value), context=self.context)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = value if prepared else self.get_prep_value(value)
        return connection.Database.Binary(sealed) if isinstance(sealed, bytes) else sealed

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return self.opened(value)

    def opened(self, value: bytes | memoryview | None) -> Any:
        """The plain value of a column as a cursor returned it."""
        return None if value is None else self.load(open_sealed(bytes(value), context=self.context))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.context} is encrypted: it cannot be searched by '{lookup_name}'; use its blind index"
            )
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.context} is encrypted: no '{lookup_name}' inside it")
        return super().get_transform(lookup_name)


class EncryptedTextField(EncryptedField):
    """Text, encrypted. `max_length` is checked on the plain text by forms and `full_clean`."""

    description = _("加密文本")
    empty_strings_allowed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def dump(self, value: Any) -> bytes:
        return value if isinstance(value, bytes) else str(value).encode()

    def load(self, plain: bytes) -> str:
        return plain.decode()

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"max_length": self.max_length, **kwargs})


class EncryptedJSONField(EncryptedField):
    """A JSON value, encrypted. Decimals and dates are written as strings."""

    description = _("加密 JSON")

    def dump(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder).encode()

    def load(self, plain: bytes) -> Any:
        return json.loads(plain)

    def value_to_string(self, obj: models.Model) -> str:
        return self.dump(self.value_from_object(obj)).decode()
