"""Reading JSON that may be hostile: nothing that Python or Postgres cannot hold gets past here."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJson(JSONParser):
    """JSON without NUL, half characters and bottomless nesting: those are 400, like broken JSON."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body as Python values. ParseError for what cannot be read."""
        try:
            found = super().parse(stream, media_type, parser_context or {})
            text = json.dumps(found, ensure_ascii=False)
            text.encode()
        except (RecursionError, UnicodeEncodeError, LookupError):
            raise ParseError(_("请求不是可以读的 JSON。")) from None
        if r"\u0000" in text:
            raise ParseError(_("请求里有不能保存的空字符。"))
        return found
