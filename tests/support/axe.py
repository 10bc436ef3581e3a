"""axe-core in the page under test, with its findings as sentences."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
_axe = Axe()


def violations(page: Page) -> list[str]:
    """What axe finds wrong: rule, help and the first places."""
    found = _axe.run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {one['help']}: " + " | ".join(str(node["html"])[:160] for node in one["nodes"][:3])
        for one in found
    ]
