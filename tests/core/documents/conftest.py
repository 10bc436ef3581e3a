"""Documents with nobody's case behind them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from core.documents import registry
from core.documents.models import Document
from core.documents.services import request_document

AGENCY = "杭州市余杭区住房和城乡建设局"
AT = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def _data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for the session: the seal's key is made once."""
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(autouse=True)
def data_dir(_data_dir: Path, settings: Any) -> Path:
    """Keys and files go to a folder of the tests."""
    settings.DATA_DIR = _data_dir
    settings.MEDIA_ROOT = _data_dir / "files"
    settings.PORTAL_URL = "https://portal.example"
    return _data_dir


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("document-owner")


@pytest.fixture
def ask(owner: User) -> Callable[..., Document]:
    """Ask for a certificate; keyword arguments override."""

    def make(**other: Any) -> Document:
        wanted: dict[str, Any] = {
            "kind": "certificate",
            "number": "余建许〔2026〕1号",
            "subject_kind": "test-thing",
            "subject_id": 7,
            "agency": AGENCY,
            "holder_masked": "浙江**有限公司",
            "values": {
                "title": "建筑工程施工许可证",
                "case_number": "YH-2026-118-00421",
                "state_line": "中华人民共和国",
                "rows": [{"label": "建设单位", "lines": ["浙江某建设有限公司", "法定代表人：峣㛃𠮷"]}],
                "rules": ["本证不得涂改。"],
            },
            "issued_on": date(2026, 12, 9),
            "expires_on": date(2027, 12, 8),
            "at": AT,
            "owner_id": owner.pk,
            "item_name": "建筑工程施工许可",
        }
        return request_document(**{**wanted, **other})

    return make


@pytest.fixture
def subject_rules() -> Iterator[Callable[[registry.SubjectRules], None]]:
    """Register rules for `test-thing` and forget them afterwards."""

    def put(rules: registry.SubjectRules) -> None:
        registry.register_subject("test-thing", rules)

    yield put
    registry._rules.pop("test-thing", None)
