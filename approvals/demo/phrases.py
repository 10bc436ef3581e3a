"""Wordings of supplement notices that a department starts with; its clerks change them in the workbench."""

from accounts.models import Department
from approvals.models import SupplementPhrase

PHRASES = (
    "缺签字或盖章，请补齐后重新提交。",
    "扫描不清楚，请重新扫描，字迹和印章要能看清。",
    "已过有效期，请换成在有效期内的。",
    "与申请表填写的不一致，请核对后改正其中一处。",
    "页数不全，请补齐全部页面。",
)


def make_phrases() -> int:
    """The starting phrases of every department that owns items; safe to run again."""
    made = 0
    for department in Department.objects.filter(items__isnull=False).distinct():
        for position, text in enumerate(PHRASES, 1):
            _phrase, new = SupplementPhrase.objects.get_or_create(
                department=department, item=None, text=text, defaults={"position": position}
            )
            made += new
    return made
