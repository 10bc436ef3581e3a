"""axe-core in the page under test, with its findings as sentences."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def violations(page: Page) -> list[str]:
    """What axe finds wrong: rule, help and the first places. Only that much leaves the browser."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE_SCRIPT}; null")
    found = page.evaluate("rules => axe.run(document, rules).then(results => results.violations)", RULES)
    return [
        f"{one['id']}: {one['help']}: " + " | ".join(str(node["html"])[:160] for node in one["nodes"][:3])
        for one in found
    ]
