"""Photograph a report for human eyes: python tests/page/shoot.py REPORT.html FOLDER."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from browser import chromium
from playwright.sync_api import Browser

SLICE = 1800


def main(report: Path, folder: Path) -> None:
    """Write desktop and phone slices, and the A4 print with its pages."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        _slices(browser, report, folder / "desktop", width=1280)
        _slices(browser, report, folder / "phone", width=390)
        page = browser.new_page()
        page.goto(report.resolve().as_uri())
        page.pdf(path=folder / "print.pdf", prefer_css_page_size=True, print_background=True)
    if shutil.which("pdftoppm"):
        command = ["pdftoppm", "-r", "70", "-png", folder / "print.pdf", folder / "a4"]
        subprocess.run(command, check=True)


def _slices(browser: Browser, report: Path, stem: Path, *, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": SLICE})
    page.goto(report.resolve().as_uri())
    height = page.evaluate("document.documentElement.scrollHeight")
    for number, top in enumerate(range(0, height, SLICE), 1):
        page.evaluate("top => window.scrollTo(0, top)", top)
        page.screenshot(path=stem.with_name(f"{stem.name}-{number:02}.png"))
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
