"""The large data set: deterministic, lawful to the last constraint, and its record verifies."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from approvals.casefile import read_shown
from approvals.large import load as loading
from approvals.models import Case, Step
from core.records.models import Event
from core.records.verify import verify_all
from tests.approvals.bureau import bureau

pytestmark = pytest.mark.raced


def test_every_row_of_it_verifies_and_every_case_can_be_read() -> None:
    call_command("seed_large", "300", "--open-per-mille", "400", stdout=StringIO())
    assert Case.objects.count() == 300
    assert len(set(Case.objects.values_list("state", flat=True))) >= 4
    assert [finding.bad for finding in verify_all() if finding.bad] == []
    for pk in Case.objects.values_list("pk", flat=True)[:20]:
        file = read_shown(pk, by=None)
        assert file.version == Event.objects.filter(subject_kind="case", subject_id=pk).count()


def test_the_same_number_makes_the_same_life() -> None:
    office = bureau("same", promised_days=6)
    loading.load(40, version_ids=(office.version.pk,))
    loading.load(40, version_ids=(office.version.pk,))
    lives = [
        list(cases.values_list("state", "received_on", "decided_on"))
        for cases in (Case.objects.order_by("pk")[:40], Case.objects.order_by("pk")[40:])
    ]
    assert lives[0] == lives[1]
    assert Step.objects.count() == 2 * 40 * 4


def test_it_is_refused_where_cases_are_and_in_a_deployment() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="deployment"):
        call_command("seed_large", "5")
    call_command("seed_large", "5", stdout=StringIO())
    with pytest.raises(CommandError, match="cases here already"):
        call_command("seed_large", "5")
