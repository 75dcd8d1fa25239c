"""Every byte decodes in the encoding found, and the lines are counted as they stand."""

from __future__ import annotations

import pytest

from stockturn.intake.encodings import find_encoding


@pytest.fixture
def look(write, tmp_path):
    return lambda content: find_encoding(write("表.csv", content), utf8=tmp_path / "utf8")


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", "\xa0", "\u2003", "\u1680", "\x85", "\x1f"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_blank_that_a_cell_may_end_with_is_seen(look, blank: str, encoding: str):
    assert look(f"编码,数量\n001{blank},1\n".encode(encoding))[1].spaced
    assert not look("编码,数量\n001,1\n".encode(encoding))[1].spaced


def test_a_hanzi_with_a_nul_does_not_hide_utf16(look):
    for order in ("utf-16-le", "utf-16-be"):
        assert look("一,最\n一,一\n".encode(order))[0] == order


def test_lines_end_one_way_or_mixed(look):
    assert not look(b"a,b\r\n1,2\r\n")[1].mixed
    assert look(b"a,b\r\n1,2\n3,4\r5,6\n")[1].mixed
    assert look(b"a,b\n1,2")[1].count == 2
