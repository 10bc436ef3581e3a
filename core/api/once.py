"""Idempotency-Key: the same request sent again gets the same answer and changes nothing again.

The key belongs to the user who sent it. While the first request runs, a second one gets 409; the same key
with another body gets 422. Answers are kept for a day. A key whose request never ended (the process was
killed) is free again after five minutes: the acts themselves are then refused or repeated without effect.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.models import KeptAnswer
from core.api.problems import CONTENT_TYPE
from core.crypto import blind_index
from core.errors import Conflict, Refused
from core.now import now

HEADER = "Idempotency-Key"
LONGEST = 100
ABANDONED = timedelta(minutes=5)
KEEP = timedelta(days=1)
# What was decided is kept; the rest may be tried again under the same key.
KEPT = frozenset({200, 201, 202, 204, 400, 409, 422})
Handler = Callable[..., Response]


def once(handler: Handler) -> Handler:
    """For a view's method that changes something: heed the Idempotency-Key when one is sent."""

    @wraps(handler)
    def kept(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER, "").strip()
        if not key:
            return handler(view, request, *args, **kwargs)
        row = claim(request, key)
        if row.status is not None:
            return _replay(row)
        try:
            answer = handler(view, request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 – what the view makes of it is kept too
            answer = _refusal_or_free(view, row, error)
        _keep(row, answer)
        return answer

    return kept


def _refusal_or_free(view: Any, row: KeptAnswer, error: Exception) -> Response:
    try:
        answer: Response = view.handle_exception(error)
    except BaseException:
        row.delete()
        raise
    answer.exception = True
    return answer


def claim(request: Request, key: str) -> KeptAnswer:
    """The row of this key: fresh, or with the answer already given. Conflict: it is being done now."""
    if len(key) > LONGEST:
        raise ValidationError({HEADER: [_("重复提交标记最多 %(n)d 个字符。") % {"n": LONGEST}]})
    if not (key.isascii() and key.isprintable()):
        raise ValidationError({HEADER: [_("重复提交标记只能用英文字母、数字和符号。")]})
    digest = _digest(request)
    row, made = KeptAnswer.objects.get_or_create(
        user_id=int(request.user.pk or 0), key=key, defaults={"digest": digest, "made_at": now()}
    )
    if made:
        return row
    if row.digest != digest:
        raise Refused(_("这个重复提交标记已用于另一次请求，请换一个。"), code="key_reused")
    if row.status is None and not _take_over(row):
        raise Conflict(_("同一个请求正在办理，请稍等几秒再查。"), code="key_in_progress")
    return row


def _take_over(row: KeptAnswer) -> bool:
    """Whether this abandoned key is ours now."""
    at = now()
    if row.made_at > at - ABANDONED:
        return False
    return bool(KeptAnswer.objects.filter(pk=row.pk, status=None, made_at=row.made_at).update(made_at=at))


def _digest(request: Request) -> str:
    """Method, address and body; the contents of files by their own digest."""
    parts = [request.method or "", request.path, request.META.get("QUERY_STRING", "")]
    if request.content_type and request.content_type.startswith("multipart/"):
        parts.append(json.dumps(sorted(_fields(request))))
    else:
        parts.append(hashlib.sha256(request.body).hexdigest())
    return blind_index("\n".join(parts), purpose="idempotent request")


def _fields(request: Request) -> list[list[str]]:
    found = [[name, str(value)] for name, value in request.POST.lists()]
    for name, upload in request.FILES.items():
        total = hashlib.sha256()
        for chunk in upload.chunks():
            total.update(chunk)
        upload.seek(0)
        found.append([name, str(upload.name), total.hexdigest()])
    return found


def _keep(row: KeptAnswer, answer: Response) -> None:
    if answer.status_code not in KEPT:
        row.delete()
        return
    row.status = answer.status_code
    row.answer = {
        "data": json.loads(JSONRenderer().render(answer.data)) if answer.data is not None else None,
        "location": answer.headers.get("Location", ""),
    }
    row.save(update_fields=["status", "answer"])


def _replay(row: KeptAnswer) -> Response:
    status = int(row.status or 200)
    answer = Response(row.answer.get("data"), status=status)
    if status >= 400:
        answer.content_type = CONTENT_TYPE
    if row.answer.get("location"):
        answer["Location"] = row.answer["location"]
    answer["Idempotent-Replayed"] = "true"
    return answer


def forget_old_answers() -> int:
    """Delete answers older than a day; how many went."""
    return KeptAnswer.objects.filter(made_at__lt=now() - KEEP).delete()[0]
