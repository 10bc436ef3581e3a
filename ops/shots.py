"""`make shots`: the pictures of README.md, taken from the running demonstration with Debian's Chromium.

    make run            in one terminal
    make shots          in another; writes docs/images/NAME.png

A name given as argument takes only that picture.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from ops.accounts import PASSWORD
from ops.environment import ROOT
from ops.plain import PlainError
from ops.talk import complain, say

FOLDER = ROOT / "docs" / "images"
DESKTOP, PHONE = (1280, 860), (390, 844)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@dataclass(frozen=True)
class Shot:
    """One picture: whose eyes, which page, and links to follow from there."""

    name: str
    path: str
    size: tuple[int, int] = DESKTOP
    account: str = ""
    follow: tuple[str, ...] = ()  # CSS selectors of links, clicked in turn
    whole: bool = False


SHOTS = (
    Shot("home", "/"),
    Shot("home-phone", "/", PHONE),
    Shot("guide", "/items/construction-permit/"),
    Shot("guide-phone", "/items/construction-permit/", PHONE),
    Shot("search", "/items/?q=sgxk"),
    Shot("english", "/en/"),
    Shot("my", "/my/", account="lihua"),
    Shot("case", "/my/", account="lihua", follow=("main a[href*='/my/cases/']",)),
    Shot("case-phone", "/my/", PHONE, "lihua", follow=("main a[href*='/my/cases/']",)),
    Shot("queue", "/admin/approvals/step/", account="clerk.construction"),
    Shot(
        "workbench",
        "/admin/approvals/step/",
        account="clerk.construction",
        follow=("main a[href*='/admin/approvals/case/']",),
    ),
)


class Photographer:
    """Takes pictures with one browser; signs in once for each account and size."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.pages: dict[tuple[str, tuple[int, int]], Page] = {}

    def page(self, shot: Shot) -> Page:
        """A page of that size, signed in as the shot's account."""
        key = (shot.account, shot.size)
        if key not in self.pages:
            context = self.browser.new_context(
                base_url=self.address,
                viewport={"width": shot.size[0], "height": shot.size[1]},
                device_scale_factor=2 if shot.size == PHONE else 1,
                locale="zh-CN",
            )
            self.pages[key] = context.new_page()
            if shot.account:
                self._sign_in(self.pages[key], shot.account)
        return self.pages[key]

    @staticmethod
    def _sign_in(page: Page, account: str) -> None:
        page.goto("/accounts/login/")
        page.fill("input[autocomplete=username]", account)
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_load_state("networkidle")

    def take(self, shot: Shot) -> None:
        """Open, follow, save."""
        page = self.page(shot)
        page.goto(shot.path)
        for selector in shot.follow:
            page.locator(selector).first.click()
            page.wait_for_load_state("networkidle")
        page.screenshot(path=FOLDER / f"{shot.name}.png", full_page=shot.whole)
        say(f"✓ {shot.name}", page.title())


def main(names: list[str]) -> int:
    """Exit code 1 when a picture could not be taken."""
    address = f"http://127.0.0.1:{os.environ.get('PORTAL_PORT', '8000')}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=list(FLAGS)
        )
        photographer = Photographer(browser, address)
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            try:
                photographer.take(shot)
            except Exception as error:  # noqa: BLE001  # whatever the browser says, the next picture is tried
                first = str(error).splitlines()[0]
                complain(PlainError(f"{shot.name}: {first}", f"Is the demonstration running at {address}?"))
                return 1
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
