"""Asking the API as somebody: by session or by key, in JSON."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.services.api_tokens import issue_api_token
from core.api.problems import CONTENT_TYPE

ROOT = "/api/v1/"


class Caller:
    """One caller; `ask` returns the response, `told` its JSON after checking the status."""

    def __init__(self, user: User | None = None, *, key: bool = False) -> None:
        self.client = Client()
        self.headers: dict[str, str] = {}
        if user and key:
            _row, secret = issue_api_token(user, by=None, name="测试")
            self.headers = {"Authorization": f"Bearer {secret}"}
        elif user:
            self.client.force_login(user)

    def ask(
        self, method: str, path: str, body: Any = None, *, once: str = "", headers: Any = None
    ) -> HttpResponse:
        more = {**self.headers, **(headers or {}), **({"Idempotency-Key": once} if once else {})}
        address = path if path.startswith("/") else ROOT + path
        if method == "get":
            return self.client.get(address, body or {}, headers=more)
        if isinstance(body, dict) and "file" in body:
            return self.client.post(address, body, headers=more)
        data = json.dumps({} if body is None else body)
        return self.client.generic(method.upper(), address, data, "application/json", headers=more)

    def told(self, method: str, path: str, body: Any = None, *, status: int = 200, **more: Any) -> Any:
        answer = self.ask(method, path, body, **more)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return json.loads(answer.content) if answer.content else None

    def problem(self, method: str, path: str, body: Any = None, *, status: int, **more: Any) -> Any:
        answer = self.ask(method, path, body, **more)
        assert answer.status_code == status, answer.content.decode()[:2000]
        assert answer["Content-Type"].startswith(CONTENT_TYPE)
        told = json.loads(answer.content)
        assert told["status"] == status
        assert told["detail"]
        return told
