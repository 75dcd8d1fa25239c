"""Parameters: every key of the contract, nothing else, and the same from file or notebook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from stockturn.errors import ParamsError
from stockturn.params import Params, Section, load_params, parse_params
from stockturn.strict_yaml import read_yaml

CONTRACT = Path(__file__).with_name("contract.yaml")
DEMO = Path(__file__).parents[2] / "params" / "demo.yaml"
SHORTEST = "client: 甲\nclient_id: jia\nsources: [{path: x.csv}]\n"


def write(folder: Path, text: str, name: str = "jia.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def full() -> Params:
    return parse_params(read_yaml(CONTRACT))


def test_every_key_of_the_contract_is_accepted_and_kept(full: Params):
    assert full.settings.lead_time.days == 14
    assert full.sources[0].exclude == ({"商品编码": "0038", "reason": "补差价链接, 非实物"},)
    assert full.sources[1].sample.mistakes == ("W-1", "W-4")
    assert full.findings["W-3"].verdict == "未见"
    assert full.disclosure.ties == ("某厂商代理",)


def test_the_list_of_keys_above_leaves_none_out(full: Params):
    def unset(section: Section, where: str) -> list[str]:
        values = {name: getattr(section, name) for name in type(section).model_fields}
        missing = [f"{where}.{n}" for n in set(values) - section.model_fields_set]
        for name, value in values.items():
            nested = value.values() if isinstance(value, dict) else value
            for part in nested if isinstance(value, tuple | dict) else [value]:
                if isinstance(part, Section):
                    missing += unset(part, f"{where}.{name}")
        return missing

    either = {".sources.sample", ".sources.path"}
    first = {name for name in unset(full, "") if not name.startswith(".sources.")}
    assert first == set()
    assert set(unset(full.sources[0], ".sources")) <= either


def test_what_is_not_said_takes_the_default_of_the_contract(tmp_path: Path):
    params = load_params(write(tmp_path, SHORTEST))
    settings = params.settings
    assert (params.language, params.currency, params.period) == ("zh", "CNY", None)
    assert (settings.days_basis, settings.costing, settings.averaging) == (365, "recorded", "auto")
    assert (settings.slow_days, settings.stagnant_days, settings.dead_days) == (90, 180, 365)
    assert settings.carrying_rates.total == pytest.approx(0.15)
    assert settings.service_targets == {"A": 0.98, "B": 0.95, "C": 0.90}
    assert params.report.confidentiality == "内部"


def test_the_demo_is_valid():
    assert load_params(DEMO).client_id == "demo"


def test_nothing_can_be_changed_afterwards(full: Params):
    with pytest.raises(ValidationError):
        full.settings.slow_days = 30


def test_parameters_survive_the_way_into_a_notebook_and_back(full: Params):
    assert parse_params(full.to_mapping()) == full


def test_a_version_that_looks_like_a_number_is_kept_as_written(full: Params):
    assert full.report.version == "1.10"


class TestFolders:
    def test_sources_start_from_the_folder_of_the_file(self, tmp_path: Path):
        params = load_params(write(tmp_path, SHORTEST))
        assert params.resolve("x.csv") == tmp_path / "x.csv"

    def test_a_base_dir_starts_from_the_folder_of_the_file(self, tmp_path: Path):
        params = load_params(write(tmp_path, SHORTEST + "base_dir: ../客户\n"))
        assert params.resolve("x.csv").resolve() == (tmp_path.parent / "客户" / "x.csv").resolve()

    def test_an_absolute_base_dir_stands(self, tmp_path: Path):
        elsewhere = tmp_path / "数据"
        params = load_params(write(tmp_path, SHORTEST + f"base_dir: {elsewhere}\n"))
        assert params.resolve("x.csv") == elsewhere / "x.csv"

    def test_plain_papermill_starts_from_the_working_directory(self):
        params = parse_params({"client": "甲", "client_id": "jia", "sources": [{"path": "x.csv"}]})
        assert params.resolve("x.csv") == Path("x.csv")

    def test_loading_does_not_depend_on_the_working_directory(self, tmp_path, monkeypatch):
        path = write(tmp_path, SHORTEST)
        monkeypatch.chdir(tmp_path.parent)
        assert load_params(path).resolve("x.csv") == tmp_path / "x.csv"


class TestClientId:
    @pytest.mark.parametrize("name", ["jia", "0", "a-b_c", "2021x", "007"])
    def test_a_folder_name(self, parse, name: str):
        assert parse(client_id=name).client_id == name

    @pytest.mark.parametrize(
        "name", ["..", ".", "a/b", "../x", "/tmp", "a\\b", "-a", "_a", "A", "甲", "", "a b", "a\n"]
    )
    def test_none_that_leaves_the_reports_or_differs_between_machines(self, refuse, name: str):
        error = refuse(client_id=name)
        assert "client_id" in error.found
        assert "小写字母" in error.expected

    def test_a_number_is_not_guessed_to_be_a_name(self, refuse):
        # papermill has turned 007 into 7 by the time it reaches us (rendering.md, trap 10)
        assert "client_id" in refuse(client_id=7).found


class TestStrictYaml:
    """What YAML 1.1 would change silently (rendering.md, trap 10)."""

    def load(self, tmp_path: Path, line: str) -> Params:
        return load_params(write(tmp_path, SHORTEST + line))

    def test_a_company_may_be_called_no(self, tmp_path: Path):
        text = SHORTEST.replace("甲", "no")
        assert load_params(write(tmp_path, text)).client == "no"

    def test_a_code_keeps_its_zeros(self, tmp_path: Path):
        text = SHORTEST.replace("x.csv", "x.csv, exclude: [{商品编码: 0038}, {商品编码: 007}]")
        codes = [rule["商品编码"] for rule in load_params(write(tmp_path, text)).sources[0].exclude]
        assert codes == ["0038", "007"]

    def test_october_is_not_january(self, tmp_path: Path):
        text = SHORTEST.replace("x.csv", "x.csv, period: 2021.10")
        assert load_params(write(tmp_path, text)).sources[0].period == "2021.10"

    def test_a_time_is_not_a_number_of_minutes(self, tmp_path: Path):
        text = SHORTEST.replace("甲", "12:30")
        assert load_params(write(tmp_path, text)).client == "12:30"

    def test_a_power_of_ten_is_a_number_where_one_is_wanted(self, tmp_path: Path):
        assert self.load(tmp_path, "profile: {budget_3y: 1e5}").profile.budget_3y == 100_000

    def test_yes_and_no_answer_a_question(self, tmp_path: Path):
        profile = self.load(tmp_path, "profile: {bom: no, batch_expiry: yes}").profile
        assert (profile.bom, profile.batch_expiry) == (False, True)

    def test_dates_need_no_quotes(self, tmp_path: Path):
        line = "period: {start: 2021-01-01, end: 2021/1/5}"
        period = self.load(tmp_path, line).period
        assert (period.start, period.days) == (dt.date(2021, 1, 1), 5)


class TestFiles:
    def refused(self, path: Path) -> ParamsError:
        with pytest.raises(ParamsError) as caught:
            load_params(path)
        return caught.value

    def test_a_missing_file(self, tmp_path: Path):
        error = self.refused(tmp_path / "jai.yaml")
        assert "jai.yaml" in error.found
        assert str(tmp_path) not in str(error)

    def test_a_folder_is_not_a_file(self, tmp_path: Path):
        assert "没有参数文件" in self.refused(tmp_path).found

    @pytest.mark.parametrize("text", ["", "- a\n- b\n", "只有一句话"])
    def test_a_file_that_is_no_table_of_keys(self, tmp_path: Path, text: str):
        assert "不是键值表" in self.refused(write(tmp_path, text)).found

    def test_the_line_of_a_broken_file_is_told(self, tmp_path: Path):
        error = self.refused(write(tmp_path, SHORTEST + "report: }\nlanguage: zh\n"))
        assert "第 4 行" in error.found

    def test_a_key_that_stands_twice(self, tmp_path: Path):
        error = self.refused(write(tmp_path, SHORTEST + "client: 乙\n"))
        assert "第 4 行" in error.found
        assert "不重复" in error.expected

    def test_a_file_in_gbk(self, tmp_path: Path):
        path = tmp_path / "jia.yaml"
        path.write_bytes("client: 甲乙\n".encode("gbk"))
        assert "UTF-8" in self.refused(path).expected

    def test_a_byte_order_mark_does_no_harm(self, tmp_path: Path):
        path = tmp_path / "jia.yaml"
        path.write_text(SHORTEST, encoding="utf-8-sig")
        assert load_params(path).client == "甲"

    def test_the_name_of_the_file_stands_in_the_error(self, tmp_path: Path):
        error = self.refused(write(tmp_path, SHORTEST + "langage: en\n", name="yi.yaml"))
        assert error.found.startswith("yi.yaml：")
