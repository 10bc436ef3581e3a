"""Keys of agencies' programs, and idempotency keys of requests."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiToken
from accounts.services.api_tokens import issue_api_token, revoke_api_token, token_of
from admin_center.registry.models import ServiceItem
from approvals.models import Case, Draft
from core.api.models import KeptAnswer
from core.api.once import forget_old_answers
from core.errors import Refused
from core.now import moved, now
from core.records.models import Event
from tests.api.asking import Caller
from tests.approvals.bureau import Bureau, submitted

pytestmark = pytest.mark.django_db


def test_a_key_acts_as_its_user_until_it_ends_or_is_taken_back(office: Bureau) -> None:
    token, secret = issue_api_token(office.clerk, by=office.head, name="对接系统", days=30)
    assert secret not in str(ApiToken.objects.filter(pk=token.pk).values().get())
    caller = Caller()
    caller.headers = {"Authorization": f"Bearer {secret}"}
    caller.told("get", "agency/queue/")
    token.refresh_from_db()
    assert token.last_used_at
    with moved(now() + timedelta(days=31)):
        caller.problem("get", "agency/queue/", status=401)
    revoke_api_token(token, by=office.head)
    revoke_api_token(token, by=office.head)
    assert caller.problem("get", "agency/queue/", status=401)["type"].endswith("#sign-in")
    acts = Event.objects.filter(subject_kind="api_token", subject_id=token.pk).order_by("seq")
    assert list(acts.values_list("act", flat=True)) == ["issue_api_token", "revoke_api_token"]


def test_a_key_of_a_closed_account_is_worth_nothing(office: Bureau) -> None:
    _token, secret = issue_api_token(office.clerk, by=None, name="对接系统")
    office.clerk.is_active = False
    office.clerk.save(update_fields=["is_active"])
    assert token_of(secret) is None


def test_citizens_get_no_keys_and_no_key_lasts_for_ever(office: Bureau) -> None:
    for user, name, days in ((office.citizen, "x", 1), (office.clerk, " ", 1), (office.clerk, "x", 400)):
        with pytest.raises(Refused):
            issue_api_token(user, by=None, name=name, days=days)


def test_guessing_keys_is_stopped(office: Bureau) -> None:
    caller = Caller()
    caller.headers = {"Authorization": "Bearer yh_wrong"}
    for _attempt in range(30):
        caller.problem("get", "items/", status=401)
    _token, secret = issue_api_token(office.clerk, by=None, name="对接系统")
    caller.headers = {"Authorization": f"Bearer {secret}"}
    assert "五分钟" in caller.problem("get", "agency/queue/", status=401)["detail"]


def test_keys_are_issued_listed_and_revoked_on_the_console(office: Bureau) -> None:
    out = StringIO()
    call_command("api_token", "issue", office.clerk.username, "对接系统", stdout=out)
    number, secret = out.getvalue().split()
    assert token_of(secret)
    call_command("api_token", "list", stdout=out)
    assert "对接系统" in out.getvalue()
    call_command("api_token", "revoke", number, stdout=out)
    assert token_of(secret) is None
    with pytest.raises(CommandError):
        call_command("api_token", "issue", "nobody", "x", stdout=out)


def test_the_same_key_gets_the_same_answer(citizen: Caller, item: ServiceItem) -> None:
    body = {"item": item.slug, "fresh": True}
    first = citizen.ask("post", "drafts/", body, once="one")
    again = citizen.ask("post", "drafts/", body, once="one")
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert again["Location"] == first["Location"]
    assert Draft.objects.count() == 1
    citizen.told("post", "drafts/", body, status=201, once="two")
    assert Draft.objects.count() == 2


def test_the_same_key_with_another_body_is_refused(citizen: Caller, item: ServiceItem) -> None:
    citizen.told("post", "drafts/", {"item": item.slug}, status=201, once="one")
    other = {"item": item.slug, "fresh": True}
    assert citizen.problem("post", "drafts/", other, status=422, once="one")["code"] == "key_reused"
    citizen.problem("post", "drafts/", other, status=400, once="x" * 101)


def test_a_key_in_progress_is_a_conflict_and_an_abandoned_one_is_free(
    citizen: Caller, office: Bureau, item: ServiceItem
) -> None:
    body = {"item": item.slug}
    citizen.told("post", "drafts/", body, status=201, once="one")
    KeptAnswer.objects.update(status=None)
    assert citizen.problem("post", "drafts/", body, status=409, once="one")["code"] == "key_in_progress"
    KeptAnswer.objects.update(made_at=now() - timedelta(minutes=6))
    citizen.told("post", "drafts/", body, status=201, once="one")


def test_refusals_are_replayed_and_missing_rights_are_tried_again(citizen: Caller, office: Bureau) -> None:
    case = submitted(office)
    clerk = Caller(office.clerk, key=True)
    path = f"agency/cases/{case.token}/not-accept/"
    first = clerk.ask("post", path, {"reason": "不"}, once="a")
    again = clerk.ask("post", path, {"reason": "不"}, once="a")
    assert (first.status_code, again.status_code) == (422, 422)
    assert first.json() == again.json()
    assert again["Content-Type"] == "application/problem+json"
    reviewer = Caller(office.reviewer, key=True)
    reviewer.problem("post", path, {"reason": "不"}, status=403, once="b")
    assert not KeptAnswer.objects.filter(key="b").exists()
    assert Case.objects.get(pk=case.pk).version == 1


def test_keys_belong_to_their_user(citizen: Caller, office: Bureau, item: ServiceItem) -> None:
    first = citizen.told("post", "drafts/", {"item": item.slug}, status=201, once="one")
    other = Caller(office.other_citizen)
    assert other.told("post", "drafts/", {"item": item.slug}, status=201, once="one") != first


def test_kept_answers_are_sealed_and_forgotten_after_a_day(citizen: Caller, item: ServiceItem) -> None:
    citizen.told("post", "drafts/", {"item": item.slug}, status=201, once="one")
    assert forget_old_answers() == 0
    with moved(now() + timedelta(days=1, minutes=1)):
        assert forget_old_answers() == 1


def test_writing_by_session_needs_a_token_against_forgery(office: Bureau, item: ServiceItem) -> None:
    caller = Caller()
    caller.client = type(caller.client)(enforce_csrf_checks=True)
    caller.client.force_login(office.citizen)
    caller.problem("post", "drafts/", {"item": item.slug}, status=403)


def test_too_many_requests_are_told_when_to_come_back(
    citizen: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.api.throttles.READS.__class__.hit", lambda limit, subject: False)
    answer = citizen.ask("get", "my/cases/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer["Content-Type"] == "application/problem+json"
