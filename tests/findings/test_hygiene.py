import pandas as pd
import pytest

from stockturn.findings import hygiene


def movements(**columns):
    n = len(columns["item"])
    base = {
        "date": pd.Timestamp("2024-05-01"),
        "doc_no": [f"XS{i:05}" for i in range(n)],
        "type": "销售出库",
        "warehouse": "主仓",
        "qty": 1.0,
    }
    return pd.DataFrame({**base, **columns})


def counts(counted, book, item="A00"):
    return movements(
        item=[item] * len(counted), type="盘点", qty=[float(c) for c in counted], book_qty=book
    )


def test_duplicates_are_lines_alike_in_all_respects(company):
    company.steady().tables["movements"] = movements(
        item=["A00", "A00", "A00", "A01"], doc_no=["D1", "D1", "D2", "D1"]
    )
    assert hygiene.duplicate_share(company.case()) == 0.25


def test_backdating_follows_document_numbers_within_their_series(company):
    dates = pd.date_range("2024-01-01", periods=100)
    dated = movements(item=["A00"] * 100, date=dates)
    dated.loc[50, "date"] = dates[10]
    company.steady().tables["movements"] = dated.sample(frac=1, random_state=1)
    assert hygiene.backdated_share(company.case()) == pytest.approx(0.01)


def test_numbers_that_do_not_follow_entry_say_nothing(company):
    dates = pd.date_range("2024-01-01", periods=100)[::-1]
    company.steady().tables["movements"] = movements(item=["A00"] * 100, date=dates)
    assert hygiene.backdated_share(company.case()) is None


def test_heaping_is_measured_above_chance(company):
    company.steady().tables["movements"] = counts(range(20, 120), range(20, 120))
    assert hygiene.heaping(company.case()) == pytest.approx(0.0)
    company.tables["movements"] = counts(range(20, 520, 5), range(20, 520, 5))
    assert hygiene.heaping(company.case()) == pytest.approx(0.8)


def test_few_counts_show_no_heaping(company):
    company.steady().tables["movements"] = counts([20, 25], [20, 25])
    assert hygiene.heaping(company.case()) is None


def test_count_difference_is_absolute_over_book(company):
    company.steady().tables["movements"] = counts([90, 110], [100, 100])
    assert hygiene.count_difference(company.case()) == pytest.approx(0.1)
    losses = hygiene.count_differences(company.case())
    assert losses["loss"].sum() == pytest.approx(0)


def test_negative_balances_are_a_share_of_days(company):
    company.steady(9).hold("N", opening=-50, bought=10, sold=10)
    assert hygiene.negative_share(company.case()) == pytest.approx(0.1)


def test_breaks_count_without_negative_balances(company):
    company.steady()
    company.breaks = pd.DataFrame(
        {"kind": ["negative_balance", "roll_forward"], "item": "A00", "warehouse": "主仓"}
    )
    assert hygiene.break_share(company.case()) == pytest.approx(1 / (8 * 24))


def test_two_signs_make_a_finding_one_a_suspicion(company):
    company.answers = {"spreadsheet_based": True}
    assert company.steady().diagnose()["W-3"].verdict == "疑似"
    company.tables["movements"] = counts([90] * 5, [100] * 5)
    assert company.diagnose()["W-3"].verdict == "存在"


def test_the_interview_alone_allows_a_judgement(company):
    company.answers = {"spreadsheet_based": False}
    assert company.steady().diagnose()["W-3"].verdict == "未见"


def test_tables_without_a_systems_signature_are_told_and_judge_nothing(company):
    mistake = company.steady().diagnose(quality={"unsigned_share": 1.0})["W-3"]
    told = {s.id: s for s in mistake.statistics}["unsigned_share"]
    assert (told.value, told.level, mistake.verdict) == (1.0, 0, "未见")
