"""Headings, contents and captions of the page, numbered as a Chinese report numbers them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from itertools import count

from stockturn.i18n import _, current_language

HEADING = re.compile(r"^(#{1,4})\s+(.+?)\s*#*$")
FENCE = re.compile(r"^(```|~~~)")
OWN_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+(?:\.\d+)*[.．、\s])"
)
CAPTION = re.compile(r"<(?P<tag>caption|figcaption)\b(?P<rest>[^>]*)>")


@dataclass(frozen=True)
class Entry:
    """One line of the contents."""

    anchor: str
    text: str
    children: list[Entry] = field(default_factory=list)


class Outline:
    """Numbers what it is shown, in the order it is shown; remembers the contents."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._chapters, self._chapter = count(1), ""
        self._captions = {"caption": count(1), "figcaption": count(1)}

    def number_headings(self, markdown: str, *, numbered: bool = True) -> str:
        r"""Return ``markdown`` with its headings one level down, numbered and anchored.

        Examples
        --------
        >>> print(Outline().number_headings("# 周转诊断\n## 总体"))
        <h2 id="c1">一、周转诊断</h2>
        <BLANKLINE>
        <h3 id="c1-1">（一）总体</h3>
        <BLANKLINE>
        """
        fenced, lines = False, []
        for line in markdown.splitlines():
            fenced ^= bool(FENCE.match(line))
            heading = None if fenced else HEADING.match(line)
            lines.append(self._heading(heading, numbered=numbered) if heading else line)
        return "\n".join(lines)

    def number_captions(self, page: str) -> str:
        """Return HTML whose tables and figures carry their running numbers.

        Examples
        --------
        >>> Outline().number_captions("<caption>分仓周转</caption>")
        '<caption><span class="st-number">表1</span>分仓周转</caption>'
        """
        return CAPTION.sub(self._caption, page)

    def _caption(self, match: re.Match[str]) -> str:
        if 'class="plain"' in match["rest"]:
            return match[0]
        word = _("表{n}") if match["tag"] == "caption" else _("图{n}")
        number = word.format(n=next(self._captions[match["tag"]]))
        return f'{match[0]}<span class="st-number">{number}</span>'

    def _heading(self, match: re.Match[str], *, numbered: bool) -> str:
        level, title = len(match[1]), re.sub(r"[*`]", "", match[2])
        if level > 2:
            return f"<h{level + 1}>{html.escape(title)}</h{level + 1}>\n"
        siblings = self.entries if level == 1 or not self.entries else self.entries[-1].children
        if numbered and not OWN_NUMBER.match(title):
            title = self._number(level, len(siblings) + 1) + title
        parent = "c" if siblings is self.entries else f"{self.entries[-1].anchor}-"
        siblings.append(Entry(f"{parent}{len(siblings) + 1}", title))
        tag = f"h{level + 1}"
        return f'<{tag} id="{siblings[-1].anchor}">{html.escape(title)}</{tag}>\n'

    def _number(self, level: int, place: int) -> str:
        # The catalog of another language turns numerals and brackets into its own.
        numerals = _("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六").split()
        n = next(self._chapters) if level == 1 else place
        numeral = numerals[n - 1] if n <= len(numerals) else str(n)
        if level == 1:
            self._chapter = numeral
        elif current_language() == "en":
            numeral = f"{self._chapter}.{numeral}"
        return (_("{n}、") if level == 1 else _("（{n}）")).format(n=numeral)
