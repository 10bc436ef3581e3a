"""The everyday words by which an item is found, changed by an administrator."""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.departments import Verb
from admin_center.registry import permissions
from admin_center.registry.models import ServiceItem
from admin_center.registry.services.load_items import INDEXED, reindex
from core.errors import Refused
from core.records.append import append_event

SUBJECT = "service_item"
MAX_WORDS = 60
MAX_LENGTH = 30


def tidy(words: Iterable[str]) -> list[str]:
    """The words without blanks and repetitions, in their order."""
    return list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))


def why_not_words(words: list[str]) -> str | None:
    """What is wrong with a tidy list of words, or None."""
    if len(words) > MAX_WORDS:
        return _("通俗说法最多 %(most)d 个，现在有 %(count)d 个。") % {"most": MAX_WORDS, "count": len(words)}
    long = next((word for word in words if len(word) > MAX_LENGTH), None)
    if long:
        return _("“%(word)s…”太长，每个说法最多 %(most)d 个字。") % {"word": long[:10], "most": MAX_LENGTH}
    return None


def edit_words(*, by: User, item: ServiceItem, words: Iterable[str]) -> None:
    """Store the words of an item and index it anew. The next catalogue load keeps them.

    Refused: the user may not, or the words are too many or too long.
    """
    if not permissions.can_edit_words(by, item):
        raise Refused(_("您没有修改这个事项通俗说法的权限。"), code="not-publisher")
    wanted = tidy(words)
    why = why_not_words(wanted)
    if why:
        raise Refused(why, code="words")
    with transaction.atomic():
        locked = (
            ServiceItem.objects.select_for_update(of=("self",))
            .select_related("department", "live_version")
            .get(pk=item.pk)
        )
        if locked.synonyms == wanted:
            return
        locked.synonyms = wanted
        content = (
            locked.live_version.content
            if locked.live_version
            else {"result": {"name_zh": ""}, "conditions": []}
        )
        source = {**content, "department": locked.department.slug}
        reindex([locked], {locked.slug: source}, {locked.department.slug: locked.department})
        locked.save(update_fields=["synonyms", *INDEXED])
        ServiceItem.objects.filter(pk=locked.pk).update(
            search_vector=SearchVector("search_text", config="simple")
        )
        append_event(
            subject_kind=SUBJECT,
            subject_id=locked.pk,
            act="edit_words",
            by=by.pk,
            role=Verb.PUBLISH.value,
            data={"words": len(wanted)},
        )
