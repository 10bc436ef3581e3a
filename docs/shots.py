"""Screenshots of the portal for the README and for looking at one's own work (`make shots`).

    python docs/shots.py --url http://127.0.0.1:8000 --out docs/shots [--only home,guide] [--all]

Without --all the few pictures of the README are taken; with it every public page at three widths,
in Chinese, English and large type. Needs a running portal and Debian's Chromium.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "home": "/",
    "items": "/items/",
    "search": "/items/?q=施工许可",
    "search-empty": "/items/?q=火星移民",
    "guide": "/items/construction-permit/",
    "guide-window": "/items/homestead-approval/",
    "material": "/items/construction-permit/materials/form__construction-permit/",
    "centre": "/centre/",
    "information": "/information/",
    "interaction": "/interaction/",
    "sunshine": "/sunshine/",
    "packages": "/packages/",
    "exchange": "/exchange/",
    "status": "/status/",
    "login": "/accounts/login/",
    "accessibility": "/accessibility/",
    "not-found": "/no-such-page/",
}
README = ("home", "guide", "items")
WIDTHS = {"desktop": 1280, "phone": 390, "narrow": 320}


def shoot(context: BrowserContext, base: str, path: str, to: Path) -> None:
    """One whole page as a picture."""
    page = context.new_page()
    page.goto(base + path, wait_until="load")
    page.screenshot(path=str(to), full_page=True)
    page.close()


def main() -> None:
    """Take the pictures asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path("docs/shots"))
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    names = [name for name in asked.only.split(",") if name] or (list(PAGES) if asked.all else list(README))
    modes = ("zh", "en", "elder") if asked.all else ("zh",)
    widths = WIDTHS if asked.all else {"desktop": 1280, "phone": 390}
    with sync_playwright() as play, tempfile.TemporaryDirectory() as profile:
        for width_name, width in widths.items():
            for mode in modes:
                context = play.chromium.launch_persistent_context(
                    f"{profile}/{mode}-{width}",
                    executable_path=CHROMIUM,
                    args=FLAGS,
                    viewport={"width": width, "height": 900},
                    locale="zh-CN",
                )
                if mode == "elder":
                    context.add_cookies([{"name": "size", "value": "large", "url": asked.url}])
                for name in names:
                    suffix = "" if mode == "zh" else f"-{mode}"
                    prefix = "/en" if mode == "en" else ""
                    shoot(
                        context,
                        asked.url + prefix,
                        PAGES[name],
                        asked.out / f"{name}{suffix}-{width_name}.png",
                    )
                context.close()


if __name__ == "__main__":
    main()
