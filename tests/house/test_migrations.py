"""Migrations are complete, and the graph of each app is a line."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_no_model_change_is_missing_from_the_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_app_has_one_line_of_migrations() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    own = {"core", "accounts", "admin_center", "approvals"}
    leaves = [node for node in loader.graph.leaf_nodes() if node[0] in own]
    assert sorted(app for app, _name in leaves) == sorted(own)
