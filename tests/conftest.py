"""What several folders of tests use: a headless browser that tells what a page did."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from symxent.derive.derivation import DerivedPage

os.environ.setdefault("TRITON_INTERPRET", "1")  # read when triton is imported: there is no device here
os.environ["SYMXENT_QUIET"] = "1"  # how long something takes here is no part of what it prints
ROOT = Path(__file__).resolve().parent.parent
_FLAGS = """
--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync --disable-dev-shm-usage
"""


class Browser:
    """Chromium, driven by selenium; ``requests`` and ``complaints`` say what the last page loaded and reported."""

    def __init__(self, driver) -> None:
        self.driver = driver

    def open(self, place: Path | str, *, width: int = 1000, height: int = 800, dark: bool = False) -> None:
        self._cdp(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._cdp("Emulation.setEmulatedMedia", features=[scheme])
        self.driver.get_log("performance"), self.driver.get_log("browser")
        self.driver.get(place if isinstance(place, str) else place.as_uri())

    def requests(self) -> list[str]:
        """The address of each request since the page was opened, the page itself included."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        sent = (event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent")
        return [address for address in sent if not address.startswith("data:")]

    def complaints(self) -> list[str]:
        """What stands in the console, breaches of the content security policy included."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def run(self, script: str, *arguments: object):
        return self.driver.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def violations(self, axe: Path) -> list[str]:
        """What axe-core finds against WCAG 2.2 AA and its own best practices, each with the first place."""
        self.run(axe.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map("
            "v => v.id + ': ' + v.nodes[0].html + ' ' + v.nodes[0].failureSummary)), e => done(['axe failed: ' + e]))"
        )
        return list(found)

    def _cdp(self, command: str, **parameters: object) -> None:
        self.driver.execute_cdp_cmd(command, parameters)


@pytest.fixture(scope="session")
def derived_pages() -> dict[str, DerivedPage]:
    """Every page of the catalogue, derived and judged once for all tests that only look at them."""
    from symxent.derive.catalogue import PAGES, page
    from symxent.derive.judge import derive

    return {name: derive(page(name)) for name in PAGES}


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        pytest.skip("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*_FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def axe() -> Path:
    """axe-core's script: where AXE_CORE says, or in node_modules."""
    for place in (os.environ.get("AXE_CORE"), ROOT / "node_modules" / "axe-core" / "axe.min.js"):
        if place and Path(place).is_file():
            return Path(place)
    pytest.skip("axe-core is not installed: npm install --no-save axe-core")
