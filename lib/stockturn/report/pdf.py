"""The page as PDF: printed by the browser whose print style the page was made for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pylopdf_fonts_zh_cn

from stockturn.errors import StockturnError
from stockturn.i18n import _

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SECONDS = 180
# The report is our own page without scripts; nothing is fetched, nothing of the user's is read.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def find_browser() -> str:
    """Return the browser that prints; ``STOCKTURN_BROWSER`` names another.

    Raises
    ------
    StockturnError
        Where none is installed: told before a report is begun, not after.
    """
    given = os.environ.get("STOCKTURN_BROWSER", "")
    named = [given] if given else BROWSERS
    found = next(filter(None, map(shutil.which, named)), None)
    if found is None:
        raise StockturnError.of("no_browser", names=_("、").join(named))
    return found


def print_pdf(page: Path, to: Path) -> None:
    """Print ``page`` to ``to``: A4, page numbers, table heads repeated, an outline of headings.

    The bytes differ from run to run by the time that the browser writes into them.

    Raises
    ------
    StockturnError
        Where no browser is found, or it wrote no PDF; ``to`` is then not there.
    """
    browser = find_browser()
    with TemporaryDirectory(prefix="stockturn-pdf-") as scratch:
        folder = Path(scratch)
        fonts, printed = folder / "fonts.conf", folder / "page.pdf"
        fonts.write_text(font_settings(folder / "fonts"), encoding="utf-8")
        command = [
            browser,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={printed}",
            page.resolve().as_uri(),
        ]
        surroundings = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        told = _run(command, surroundings)
        if not printed.is_file() or printed.read_bytes()[:5] != b"%PDF-":
            raise StockturnError.of("pdf_failed", text=told[-300:] or browser, seconds=SECONDS)
        shutil.move(printed, to)


def _run(command: list[str], surroundings: dict[str, str]) -> str:
    try:
        done = subprocess.run(
            command, env=surroundings, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return _("超时")
    except OSError as error:
        return str(error)
    return done.stderr.decode("utf-8", "replace").strip()


def font_settings(cache: Path) -> str:
    """Return settings of fontconfig with the packaged Chinese font: the machine may have none."""
    bundled = Path(pylopdf_fonts_zh_cn.__file__).parent
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>{bundled}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
