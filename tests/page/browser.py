"""Debian's Chromium with a CJK font, as a client's machine would have one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from stockturn.report.pdf import font_settings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
SHOWN_TEXT = "() => document.title + '\\n' + document.body.innerText + '\\n' + " + (
    "[...document.images].map(i => i.alt).join('\\n')"
)
"""What a reader, or a reader of the screen, is told."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; its only CJK font is the one that the project's lock names."""
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(font_settings(Path(folder) / "cache"), encoding="utf-8")
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "FONTCONFIG_FILE": str(fonts)}
        )
        try:
            yield browser
        finally:
            browser.close()
