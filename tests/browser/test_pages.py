"""In a real browser: deep links on a fresh server, phones, accessibility, and a look that needs no network."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from autoglm_core import read_goal
from autoglm_core.data.read import load
from autoglm_core.store import Draft, Workspace
from tests.browser.conftest import Server, settled, worded
from tests.tables import loans

SCREENS = ("", "data", "goal", "train", "inspect", "use", "runs", "settings")


def planned(server: Server) -> Draft:
    """A draft with a plan, made as the pages make it."""
    space = Workspace(server.workspace)
    path = server.workspace / "loans.csv"
    loans().to_csv(path, index=False)
    dataset, _ = space.keep_dataset(load(path), name="loans.csv")
    draft = space.create_draft(dataset.id)
    reading = read_goal("Predict default and miss as few as possible", space.table(draft.id))
    return space.save_draft(draft.replaced(goal="Predict default", spec=reading.spec, reasons=dict(reading.reasons)))


def test_a_deep_link_on_a_fresh_server_opens_its_page(page: Page, server: Server) -> None:
    draft = planned(server)
    page.goto(f"{server.url}/goal?lang=zh&draft={draft.id}")
    expect(page.get_by_role("heading", name=worded("goal-title", "zh"), exact=True)).to_be_visible(timeout=60_000)
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".st-key-plan-sentence")).to_contain_text("default")
    assert page.url.endswith(f"lang=zh&draft={draft.id}")


def test_several_tabs_that_come_at_once_to_a_fresh_server_all_get_their_page(page: Page, server: Server) -> None:
    draft = planned(server)
    tabs = [page, *(page.context.new_page() for _ in range(3))]
    for tab in tabs:
        tab.goto(f"{server.url}/goal?lang=zh&draft={draft.id}", wait_until="commit")
    for tab in tabs:
        expect(tab.locator(".st-key-plan-sentence")).to_contain_text("default", timeout=60_000)


def test_every_page_fits_a_phone_in_both_looks_without_barriers_or_a_network(page: Page, server: Server) -> None:
    draft = planned(server)
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if server.url not in request.url else None)
    page.set_viewport_size({"width": 390, "height": 844})
    barriers = {}
    for scheme, background in (("light", "rgb(251, 250, 247)"), ("dark", "rgb(17, 24, 27)")):
        page.emulate_media(color_scheme=scheme)
        for screen in SCREENS:
            page.goto(f"{server.url}/{screen}?draft={draft.id}")
            page.locator("h1").first.wait_for()
            settled(page)
            wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
            assert wide <= 390, f"{screen or 'start'} is {wide} px wide"
            assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == background
            if found := serious(page):
                barriers[screen or "start", scheme] = found
    assert not barriers
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Figtree') && document.fonts.check('16px \"Noto Sans SC\"', '中')")
    assert not [url for url in outside if not url.startswith(("data:", "blob:", "ws:"))]


def serious(page: Page) -> dict[str, list[str]]:
    """What axe calls serious or critical, with the beginning of each element."""
    found = Axe().run(page).response["violations"]
    grave = [item for item in found if item["impact"] in ("serious", "critical")]
    return {item["id"]: [node["html"][:160] for node in item["nodes"]] for item in grave}
