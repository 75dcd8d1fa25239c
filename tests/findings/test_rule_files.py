import pytest

from stockturn.errors import RulesError
from stockturn.findings.rule_files import DATA, load
from stockturn.findings.rules import MistakeRules
from stockturn.findings.strategies import ActionRules


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[excess_share, bought_above_need],", "[excess_shar, bought_above_need],", "excess_share"),
        ("    priority: 3\n", "    prioritty: 3\n", "prioritty 是未知的键"),
        ("needs: [stock, use]", "needs: [stok, use]", "stock"),
        ("unit: times", "unit: 倍", "倍"),
        (
            "      未见:\n        conclusion: 按现有数据未见盲目压货。",
            "      未知:\n        conclusion: x",
            "未知",
        ),
        ("mistakes:\n", "mistakes: [\n", "无法读取"),
    ],
)
def test_a_broken_rule_is_told_in_chinese(tmp_path, old, new, told):
    text = (DATA / "mistakes.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "mistakes.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulesError) as error:
        load(path, MistakeRules)
    assert told in str(error.value)
    assert "规则文件" in str(error.value)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(RulesError, match="无法读取"):
        load(tmp_path / "none.yaml", ActionRules)
