"""Pages in a real browser: opening them, axe-core, sideways scroll, the keyboard, pictures that are kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from outside import reports_folder
from playwright.sync_api import Locator, Page, expect

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
MOST_TABS = 250
# axe-core cannot tell a contrast inside a drawing, nor of what scrolls inside the page: of the same table or list, the
# cells or boxes in view have been judged. Anywhere else, what it cannot tell is a problem (a white header hid the menu
# once, and axe-core said no more than "incomplete").
RUN_AXE = """async () => {
    const found = await axe.run(document);
    const beyond = node => document.querySelector(node.target[0])?.closest('svg, .rn-scroll, .rn-boxes__in');
    const unclear = found.incomplete
        .filter(rule => rule.id === 'color-contrast')
        .map(rule => ({...rule, nodes: rule.nodes.filter(node => !beyond(node))}));
    return found.violations.concat(unclear);
}"""


@dataclass
class Browsing:
    """A page of the portal in one language."""

    page: Page
    site_url: str
    language: str = "fr"

    def open(self, path: str, status: int = 200) -> None:
        """Open a page in the language; everything that it asks for has come."""
        prefix = "" if self.language == "fr" else f"/{self.language}"
        response = self.page.goto(f"{self.site_url}{prefix}{path}")
        assert response is not None
        assert response.status == status, f"{response.status} at {response.url}"
        self.page.wait_for_load_state("networkidle")

    def log_in(self, name: str, password: str) -> None:
        """Log in by the form, in French."""
        self.open("/user/login")
        self.page.locator("[name=login]").fill(name)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("form:has([name=password]) [type=submit]").click()
        expect(self.page.get_by_role("button", name="Déconnexion")).to_be_visible()

    def picture(self, name: str) -> Path:
        """Keep a picture of the whole page."""
        folder = reports_folder() / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def accessibility_problems(self) -> list[str]:
        """What axe-core finds: every violation, and the colours whose contrast it could not tell."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(RUN_AXE)
        return [_told(rule) for rule in found if rule["nodes"]]

    def sideways_scroll(self) -> list[str]:
        """The elements that make the page wider than the window; none when it fits."""
        found: list[str] = self.page.evaluate(
            """() => {
                const width = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= width) return [];
                return [...document.body.querySelectorAll('*')]
                    .filter(element => element.getBoundingClientRect().right > width + 1)
                    .map(it => `${it.tagName}.${it.className} ${it.textContent.trim().slice(0, 40)}`)
                    .slice(0, 5).concat(`${document.documentElement.scrollWidth} px`);
            }"""
        )
        return found

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the focus is on an element; fails when the keyboard does not get there."""
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab did not reach {target}")

    def focus_is_visible(self) -> bool:
        """Whether the element with the focus has an outline or a border of its own."""
        visible: bool = self.page.evaluate(
            """() => {
                const style = getComputedStyle(document.activeElement);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
            }"""
        )
        return visible


def _told(rule: dict[str, Any]) -> str:
    places = [{"html": node["html"][:160], "why": node["failureSummary"][:240]} for node in rule["nodes"][:3]]
    return f"{rule['id']} ({rule['impact']}, {len(rule['nodes'])}×): {json.dumps(places, ensure_ascii=False, indent=1)}"
