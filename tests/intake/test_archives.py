"""Zip archives: members under their names, what is no table told, nothing beyond bounds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from stockturn.errors import SourceError
from stockturn.intake import bounds
from stockturn.intake.grids import read_grids

TABLE = "商品编码,库存数量\n001,1\n"


@pytest.fixture
def pack(tmp_path):
    def packed(members: dict[str, str | bytes], name: str = "导出.zip") -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return tmp_path / name

    return packed


def test_members_have_the_names_of_archive_and_member(pack, workbook):
    book = workbook("表.xlsx", {"甲": [["a"]], "乙": [["b"]]})
    path = pack({"一月/库存.csv": TABLE, "表.xls": book.read_bytes()})
    assert [grid.name for grid in read_grids(path)] == [
        "导出.zip/一月/库存.csv",
        "导出.zip/表.xls/甲",
        "导出.zip/表.xls/乙",
    ]


def test_the_same_member_in_two_archives_is_the_same_content(pack):
    one, two = (read_grids(pack({"a.csv": TABLE}, name)) for name in ("一.zip", "二.zip"))
    assert one[0].sha256 == two[0].sha256


def test_names_written_by_chinese_windows(tmp_path):
    path = tmp_path / "导出.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXX.csv", TABLE)
    path.write_bytes(path.read_bytes().replace(b"XXXX", "库存".encode("gbk")))
    assert [grid.file for grid in read_grids(path)] == ["导出.zip/库存.csv"]


def test_litter_and_other_kinds_are_told(pack):
    path = pack(
        {
            "a.csv": TABLE,
            "~$a.csv": b"\x06me",
            "__MACOSX/._a.csv": b"\x00",
            ".DS_Store": b"\x00",
            "说明.pdf": b"%PDF-1.4",
        }
    )
    (grid,) = read_grids(path)
    told = " ".join(note.noticed for note in grid.notes)
    assert all(name in told for name in ("~$a.csv", "__MACOSX/._a.csv", ".DS_Store", "说明.pdf"))


def test_a_broken_member_is_an_error_and_not_passed_over(pack):
    with pytest.raises(SourceError, match=r"导出\.zip 中：文件 坏\.csv"):
        read_grids(pack({"a.csv": TABLE, "坏.csv": b"\xff\xff\xff\xff,\n"}))


def test_a_member_that_does_not_unpack_is_told(pack):
    path = pack({"a.csv": TABLE * 100})
    content = bytearray(path.read_bytes())
    content[45:60] = bytes(15)
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.csv 已损坏"):
        read_grids(path)


def test_an_archive_in_an_archive_is_opened_and_one_deeper_is_not(pack):
    path = pack({"a.csv": TABLE})
    for depth, name in enumerate(("二.zip", "三.zip")):
        path = pack({f"{depth}.zip": path.read_bytes()}, name)
        if name == "二.zip":
            assert [grid.file for grid in read_grids(path)] == ["二.zip/0.zip/a.csv"]
    with pytest.raises(SourceError, match="层层嵌套"):
        read_grids(path)


def test_an_empty_archive_is_told(pack):
    with pytest.raises(SourceError, match="没有任何内容"):
        read_grids(pack({"a.pdf": b"%PDF-1.4"}))


def test_a_password_is_told(pack):
    path = pack({"a.csv": TABLE})
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[directory + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(SourceError, match="有密码"):
        read_grids(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(pack, monkeypatch):
    monkeypatch.setattr(bounds, "SMALL_BYTES", 1 << 20)
    with pytest.raises(SourceError, match="超出限度"):
        read_grids(pack({"a.csv": b"0" * (1 << 22)}))


def test_too_many_members_are_refused(pack, monkeypatch):
    monkeypatch.setattr(bounds, "MOST_MEMBERS", 3)
    with pytest.raises(SourceError, match="4 个部分"):
        read_grids(pack({f"{n}.csv": TABLE for n in range(4)}))
