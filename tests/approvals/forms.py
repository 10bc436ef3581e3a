"""A small form with one question of each awkward kind, and files to lay to its materials."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

CONTENT: dict[str, Any] = {
    "legal_basis": [{"law": "中华人民共和国建筑法", "article": "第七条"}],
    "promised_days": 5,
    "form_fields": [
        {
            "key": "id_no",
            "label_zh": "身份证号码",
            "type": "id_number",
            "topic": "applicant",
            "required": True,
            "prefill": "person.id_number",
        },
        {
            "key": "project_name",
            "label_zh": "项目名称",
            "type": "text",
            "topic": "project",
            "required": True,
        },
        {"key": "start", "label_zh": "开工日期", "type": "date", "topic": "project", "required": True},
        {
            "key": "end",
            "label_zh": "竣工日期",
            "type": "date",
            "topic": "project",
            "required": True,
            "after": "start",
        },
        {
            "key": "cond__agent",
            "label_zh": "委托他人办理吗？",
            "type": "yes_no",
            "topic": "situation",
            "required": True,
        },
        {"key": "phone", "label_zh": "联系电话", "type": "phone", "topic": "contact", "required": True},
    ],
    "materials": [
        {"key": "form__x", "name_zh": "申请表", "filled_online": True, "electronic_ok": True},
        {"key": "plan", "name_zh": "总平面图", "electronic_ok": True, "accept": ["pdf", "jpg"]},
        {"key": "deed", "name_zh": "产权证原件", "electronic_ok": False},
        {
            "key": "proxy",
            "name_zh": "委托书",
            "electronic_ok": True,
            "condition": "委托办理",
            "when": {"field": "cond__agent", "in": ["yes"]},
        },
    ],
}
ID = "33011019900307778X"


def pdf(name: str = "图纸.pdf", *, side: int = 300) -> SimpleUploadedFile:
    """A page without content, another one for another `side`."""
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>"
        b"endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 SIDE]>>endobj\n"
        b"xref\n0 4\n0000000000 65535 f \n"
        b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n180\n%%EOF\n"
    ).replace(b"SIDE", b"%d" % side)
    return SimpleUploadedFile(name, body, content_type="application/pdf")


def program(name: str = "图纸.pdf") -> SimpleUploadedFile:
    """A renamed executable."""
    return SimpleUploadedFile(name, b"MZ\x90\x00" + b"\x00" * 4000)


PAGES: dict[str, dict[str, Any]] = {
    "applicant": {"id_no": ID},
    "project": {
        "project_name": "莫角山路2号厂房",
        "start": {"year": "2027", "month": "1", "day": "15"},
        "end": {"year": "2028", "month": "3", "day": "20"},
    },
    "situation": {"cond__agent": "no"},
    "contact": {"phone": "0571-00000300"},
}
