"""The page in a real browser: accessible, no wider than its window, and nothing asked of the network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.brief.made import make, open_deal
from tests.brief.made_deals import make_deals, not_ranked
from tests.brief.made_stages import make_plan

from nonpaper.brief import html
from nonpaper.brief.compose import compose_brief, compose_deals, compose_history, compose_stages, compose_why

playwright = pytest.importorskip("playwright.sync_api", reason="playwright (Python) is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium in the path"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as tools:
        try:
            started = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        except playwright.Error as error:
            pytest.skip(f"chromium does not start: {str(error).splitlines()[0]}")
        yield started
        started.close()


def pages() -> dict[str, str]:
    made = make({"reds": "Reds, a party with a rather long name"}, audience="the team")
    return {
        "history": html.render(compose_history(made.table, "blues", "truce")),
        "deal": html.render(compose_why(open_deal(made))),
        "brief": html.render(compose_brief(made.status, made.why, make_deals(made))),
        "packages": html.render(compose_deals(make_deals(made))),
        "not ranked": html.render(compose_deals(not_ranked(made))),
        "stages": html.render(compose_stages(make_plan(made))),
    }


@pytest.mark.parametrize("kind", ["history", "deal", "brief", "packages", "not ranked", "stages"])
def test_the_page_is_accessible_on_a_phone_a_desk_and_paper(kind: str, browser: Any, tmp_path: Path) -> None:
    file = tmp_path / f"{kind}.html"
    file.write_text(pages()[kind], encoding="utf-8")
    for width, media in ((360, "screen"), (1280, "screen"), (1280, "print")):
        page = browser.new_page(viewport={"width": width, "height": 900})
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.emulate_media(media=media)
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = axe.Axe().run(page).response["violations"]
        told = [(rule["id"], rule["impact"], rule["nodes"][0]["html"][:120]) for rule in found]
        assert not told, (width, media)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [file.as_uri()]
        assert not said
        page.close()


DARK = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title><style>
body { background: #111; color: #eee; } .output :link, .output :visited { color: #90caf9; }
.output h1, .output p, .output li, .output table { color: #eee; }
.output table { border-collapse: collapse; } .output td, .output th, .output tr { text-align: right; }
.output tbody tr:nth-child(odd) { background: #222; } .output tbody tr:hover { background: #024; }
.output code, .output pre { background: #222; color: #eee; }
</style></head><body><main class="output"><h1>Notebook</h1>"""


def test_in_a_dark_notebook_every_word_can_be_read(browser: Any, tmp_path: Path) -> None:
    """A theme that colours tables, links and text of its own leaves the sheet as it is."""
    made = make()
    file = tmp_path / "notebook.html"
    file.write_text(DARK + html.fragment(compose_why(made.why)) + "</main></body></html>", encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    found = axe.Axe().run(page, options=options).response
    assert found["passes"], "the contrast was looked at"
    assert not [node["html"][:120] for rule in found["violations"] for node in rule["nodes"]]
    look = "getComputedStyle(document.querySelector('.fragment'))"
    assert page.evaluate(f"{look}.borderTopStyle") == "solid"
    assert page.evaluate("getComputedStyle(document.querySelector('.fragment td')).textAlign") == "left"
    page.close()
