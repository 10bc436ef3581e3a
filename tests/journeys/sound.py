"""Whether a page is sound: nothing that axe finds, nothing that scrolls sideways."""

from playwright.sync_api import Page

from tests.support.axe import violations

ENDS = (320, 1280)


def sound(page: Page) -> None:
    """At the phone's and at the desk's width; the window keeps its size."""
    size, faults = page.viewport_size, []
    for width in ENDS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{width}px: the page is {wide}px wide")
        faults += [f"{width}px: {fault}" for fault in violations(page)]
    if size:
        page.set_viewport_size(size)
    assert not faults, f"{page.url}: {faults}"


def fits(page: Page) -> None:
    """No sideways scroll at the width of the window; works without scripts of the page."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide}px too wide"
