"""Books: read once, remembered by content, and only of the client's own stock."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stockturn.analysis import books
from stockturn.analysis.books import open_books, read_books
from stockturn.errors import SourceError
from stockturn.i18n import language
from stockturn.params import load_params
from stockturn.samples import SampleSpec, write_sample

from .conftest import balances

SAMPLE = {"seed": 3, "items": 4, "days": 70}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Count how often files are read."""
    done: list[None] = []

    def counted(params):
        done.append(None)
        return "books"

    monkeypatch.setattr(books, "read_books", counted)
    return done


class TestRemembered:
    def test_the_same_files_are_read_once(self, two_years, reads):
        first, second = open_books(two_years), open_books(two_years)
        assert len(reads) == 1
        assert first == second == "books"

    def test_a_threshold_does_not_read_them_again(self, two_years, client, reads):
        open_books(two_years)
        open_books(client({}, settings={"slow_days": 30}, client="乙"))
        assert len(reads) == 1

    @pytest.mark.parametrize(
        "keys",
        [
            {"period": {"start": "2021-01-01", "end": "2021-06-30"}},
            {"compare": {"start": "2020-01-01", "end": "2020-06-30"}},
            {"settings": {"costing": "moving"}},
            {"settings": {"cost_pool": "warehouse"}},
            {"settings": {"summary_transfers": "excluded"}},
            {"sources": [{"path": "*.csv", "tax": "included"}]},
        ],
    )
    def test_what_the_books_depend_on_does(self, two_years, client, reads, keys: dict):
        open_books(two_years)
        open_books(client({}, **keys))
        assert len(reads) == 2

    def test_a_changed_byte_does(self, two_years, client, reads):
        open_books(two_years)
        open_books(client({"收发存.csv": balances(2020, 2021) + "\n"}))
        assert len(reads) == 2

    def test_another_file_does_and_so_does_one_less(self, two_years, client, reads):
        open_books(two_years)
        more = client({"档案.csv": "商品编码,商品名称,分类\nA,甲,食品\n"})
        open_books(more)
        (Path(more.base_dir) / "档案.csv").unlink()
        open_books(more)
        assert len(reads) == 2  # the third are the first again

    def test_another_language_does_for_reasons_are_sentences(self, two_years, reads):
        open_books(two_years)
        with language("en"):
            open_books(two_years)
        assert len(reads) == 2

    def test_books_survive_being_kept(self, two_years):
        first, second = open_books(two_years), open_books(two_years)
        assert first is not second
        assert first.facts.monthly.equals(second.facts.monthly)
        assert first.intake.to_json() == second.intake.to_json()

    def test_a_missing_file_is_told_and_not_remembered(self, client):
        with pytest.raises(SourceError, match=r"没有\.csv"):
            open_books(client({}, sources=[{"path": "没有.csv"}]))


class TestStockTruth:
    ONHAND = (
        "日期,商品编码,仓库,库存数量,库存金额\n2021-12-31,A,总仓,7,14\n2022-01-31,A,总仓,9,18\n"
    )

    def test_balances_come_before_a_snapshot(self, client):
        read = read_books(client({"收发存.csv": balances(2021), "库存.csv": self.ONHAND}))
        assert read.facts.source == "balances"
        assert read.facts.places["closing_qty"].sum() == 160

    def test_a_snapshot_alone_is_that_of_the_last_day_reported_on(self, client):
        period = {"start": "2021-12-01", "end": "2021-12-31"}
        read = read_books(client({"库存.csv": self.ONHAND}, period=period))
        assert read.facts.places["closing_qty"].tolist() == [7]

    def test_later_tables_take_no_part(self, client):
        period = {"start": "2021-01-01", "end": "2021-06-30"}
        read = read_books(client({"收发存.csv": balances(2021)}, period=period))
        assert read.facts.end.isoformat() == "2021-06-30"

    def test_goods_alone_have_no_facts_and_no_days(self, client):
        read = read_books(client({"档案.csv": "商品编码,商品名称,分类\nA,甲,食品\n"}))
        assert (read.facts, read.spans) == (None, None)


class TestOwnStock:
    PLACES = "仓库,性质,计入\n总仓,自有,是\n代管仓,代管,否\n"

    def files(self) -> dict[str, str]:
        other = balances(2021, warehouse="代管仓").split("\n", 1)[1]
        return {"收发存.csv": balances(2021) + other, "仓库.csv": self.PLACES}

    def test_t46_what_belongs_to_others_is_left_out_and_told(self, client):
        read = read_books(client(self.files()))
        assert read.left_out == {"代管仓": 320.0}
        for frame in (read.facts.monthly, read.facts.places, read.facts.breaks):
            assert "代管仓" not in set(frame["warehouse"])
        assert read.facts.places["closing_value"].sum() == 320

    def test_where_all_is_the_client_s_nothing_is(self, client):
        files = self.files() | {"仓库.csv": self.PLACES.replace("否", "是")}
        assert read_books(client(files)).left_out == {}


class TestPeriodCut:
    def test_months_without_data_are_told(self, client):
        period = {"start": "2021-01-01", "end": "2022-06-30"}
        read = read_books(client({"收发存.csv": balances(2021)}, period=period))
        (note,) = [o for o in read.intake.observations if o.id == "period_cut"]
        assert "2022-06-30" in note.noticed
        assert "2021-12-31" in note.treatment

    def test_a_period_with_data_is_not(self, client):
        period = {"start": "2021-01-01", "end": "2021-12-31"}
        read = read_books(client({"收发存.csv": balances(2021)}, period=period))
        assert "period_cut" not in {o.id for o in read.intake.observations}


class TestSamples:
    def sources(self, client, **keys):
        return client({}, sources=[{"sample": SAMPLE | keys}])

    def test_a_company_is_written_once(self, client, tmp_path: Path):
        params = self.sources(client)
        with books._sample_files(params) as first:
            (folder,) = (tmp_path / "cache" / "jia").iterdir()
            made = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
        with books._sample_files(params) as second:
            assert first == second == {0: str(folder / "*")}
        assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == made

    def test_another_seed_is_another_company(self, client):
        with books._sample_files(self.sources(client)) as first:
            pass
        with books._sample_files(self.sources(client, seed=4)) as second:
            assert first != second

    def test_with_the_cache_off_nothing_is_left(self, client, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("STOCKTURN_CACHE", "off")
        monkeypatch.chdir(tmp_path)
        with books._sample_files(self.sources(client)) as files:
            folder = Path(files[0]).parent
            assert list(folder.glob("*.csv"))
        assert not folder.exists()
        assert [p.name for p in tmp_path.iterdir()] == ["exports"]

    def test_what_another_process_wrote_meanwhile_is_taken(self, client, monkeypatch):
        params = self.sources(client)
        write = books.write_exports

        def overtaken(spec, draft: Path):
            other = draft.parent / "other"
            write(spec, other)
            target = next(iter(expected))
            other.rename(target)
            return write(spec, draft)

        with books._sample_files(params) as files:
            expected = {Path(files[0]).parent}
        for path in Path(files[0]).parent.iterdir():
            path.unlink()
        Path(files[0]).parent.rmdir()
        monkeypatch.setattr(books, "write_exports", overtaken)
        with books._sample_files(params) as again:
            assert again == files


def test_document_lists_begin_with_the_stock_brought_forward(tmp_path):
    params = load_params(write_sample(SampleSpec(seed=3, items=6, days=70), tmp_path))
    whole = read_books(params)
    path = tmp_path / "exports" / "出入库流水.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",期初," not in line), encoding="utf-8-sig")
    opened = read_books(params)
    assert "opening_from_balances" in {told.id for told in opened.intake.observations}
    assert "opening_from_balances" not in {told.id for told in whole.intake.observations}
    for column in ("closing_qty", "closing_value"):
        pd.testing.assert_series_equal(whole.facts.places[column], opened.facts.places[column])
