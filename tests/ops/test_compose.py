"""The deployment file: valid for the compose schema, and what operations.md promises of it."""

import re
from pathlib import Path

import pytest
import yaml

from ops import compose
from ops.environment import ROOT


def test_the_compose_file_is_valid_against_the_compose_schema() -> None:
    assert compose.schema_faults() == ""


def test_the_schema_check_can_fail(tmp_path: Path) -> None:
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(compose.FILE.read_text().replace("restart: unless-stopped", "restart: [sometimes]"))
    assert "restart" in compose.schema_faults(wrong)


def test_the_compose_file_keeps_its_promises() -> None:
    assert compose.promise_faults(compose.FILE.read_text()) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("  redis:\n", "  cache:\n", "service redis is missing"),
        ("image: nginx:1.28-bookworm", "image: nginx", "the image names no version"),
        ("${SECRET_KEY:?set SECRET_KEY in .env}", "${SECRET_KEY:-}", "SECRET_KEY must stop the start"),
        (
            "image: redis:7.4-bookworm",
            'image: redis:7.4-bookworm\n    ports: ["6379:6379"]',
            "only the proxy",
        ),
        ("./ops/nginx.conf", "./ops/apache.conf", "./ops/apache.conf is missing"),
        (
            "    networks: [inside, outside]  # sends mail and SMS\n",
            "",
            "worker cannot reach the mail and SMS gateways",
        ),
        ('["CMD-SHELL", \'celery', '["CMD", \'celery', "no shell opens the variable in its health check"),
        ("image: postgres:18.6-", "image: postgres:18.1-", "as the programs of the backup are"),
        ("    internal: true\n", "", "postgres can reach the outside"),
    ],
)
def test_a_broken_promise_is_named(before: str, after: str, fault: str) -> None:
    text = compose.FILE.read_text()
    assert before in text
    assert any(fault in line for line in compose.promise_faults(text.replace(before, after)))


def test_the_image_installs_by_hash_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert any("--require-hashes" in line for line in lines)
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users and users[-1] not in ("root", "0")


def test_every_variable_of_the_compose_file_stands_in_the_example() -> None:
    example = (ROOT / "ops" / "portal.env.example").read_text()
    wanted = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", compose.FILE.read_text()))
    assert wanted
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))
    assert sorted(wanted - named) == []


def test_the_proxy_hides_monitors_and_logs_no_query_strings() -> None:
    conf = (ROOT / "ops" / "nginx.conf").read_text()
    assert "metrics|readyz" in conf
    formats = [line for line in conf.splitlines() if "log_format" in line]
    assert formats and all("$uri" in line and "$request " not in line for line in formats)
    assert "$args" not in conf and "$http_referer" not in conf


def test_web_worker_and_beat_share_one_image_and_read_only_disks() -> None:
    services = yaml.safe_load(compose.FILE.read_text())["services"]
    ours = [services[name] for name in ("web", "worker", "beat", "migrate")]
    assert len({service["image"] for service in ours}) == 1
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in ours)
