"""The system choice on the page: what a sceptic, a manager and a hostile name would look for."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure
from ruamel.yaml import YAML

from stockturn.choice.knowledge import knowledge
from stockturn.choice.matrix import MatrixCell
from stockturn.choice.recommend import recommend
from stockturn.choice.result import Ranked
from stockturn.exhibits import choice as page
from stockturn.exhibits.choice import charts
from stockturn.exhibits.choice.heat import heat, in_order, shade
from stockturn.exhibits.choice.verdict import answer, disclosure_sentence, verdict_sentence
from stockturn.exhibits.figure import Picture, canvas
from stockturn.params import Disclosure, Profile

GOLDEN = {
    case["case"]: case
    for case in YAML(typ="safe").load(
        (Path(__file__).parents[1] / "choice" / "golden_expectations.yaml").read_text("utf-8")
    )
}
SHOP, MAKER, GROUP = "中小电商，Excel 管库存", "有 BOM 的制造企业", "大型集团，十二个法人"
STALL = "个体商户，手工记账"
DISCLOSED = Disclosure(scored_by="甲", scored_on="2026-11-22", ties=())
DRAW = Figure.savefig
SECTIONS = [getattr(page, name) for name in page.__all__]


@pytest.fixture(autouse=True, scope="module")
def quick_pictures():
    """Compose every picture but leave out the pixels: most tests read its words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", lambda *_a, **_k: None)
        yield


def ask(name, *, disclosure=DISCLOSED, functions=None, **changes):
    case = GOLDEN[name]
    word = case["functions"].removeprefix("all ")
    return recommend(
        profile=Profile(**{**case["profile"], **changes}),
        derived=case["derived"],
        verdicts=case["verdicts"],
        gaps=case["gaps"],
        functions=functions or {f.id: word for f in knowledge().functions.functions},
        disclosure=disclosure,
    )


def nothing():
    return recommend(
        profile=Profile(), derived={}, verdicts={}, gaps=(), functions={}, disclosure=None
    )


def client(choice, **parts):
    """Return a stand-in for the analysis of a client without books."""
    return SimpleNamespace(
        **{"choice": choice, "facts": None, "window": None, "pairs": pd.DataFrame(), **parts}
    )


def words(exhibit):
    return "\n".join(p.alt if isinstance(p, Picture) else p.markup for p in exhibit.parts)


def chapter(choice):
    return "\n".join(words(section(client(choice))) for section in SECTIONS)


@pytest.fixture(scope="module")
def shop():
    return ask(SHOP)


@pytest.fixture(scope="module")
def whole(shop):
    return chapter(shop)


def test_the_verdict_comes_first_with_its_sureness_and_disclosure(shop):
    told = words(page.choice_verdict(client(shop)))
    assert told.startswith('<p class="st-lead">难分先后，请试用比较简道云与纷享销客。')
    assert re.search(r"计分单元格有\d+\.\d%未经核实，本结论是试用的先后，不是采购的依据", told)
    assert "甲于2026年11月22日评分；声明与所评厂商没有商业关系" in told
    assert "未经核实；权重为顾问设定" in told


def test_ties_are_printed():
    tied = DISCLOSED.model_copy(update={"ties": ("用友代理商返点",)})
    assert "商业关系：用友代理商返点" in disclosure_sentence(ask(MAKER, disclosure=tied))


def test_without_disclosure_needs_and_matrix_but_no_recommendation():
    choice = ask(SHOP, disclosure=None)
    told = chapter(choice)
    assert "本章不作推荐：尚未披露评分人、评分日期与商业关系" in told
    assert "按销量与在途定补货量 → 智能补货" in told
    assert "单元格的依据与来源" in told
    assert "建议优先试用" not in told
    assert "加权得分" not in told
    assert not re.search("disclosure|profile", told)


def test_without_type_it_says_what_is_wanting():
    told = chapter(ask(SHOP, type=None))
    assert "尚未填写企业类型" in told
    assert "企业类型未定，没有权重" in told
    assert "企业类型未定，文章的匹配表无从对照" in told


def test_what_is_unknown_is_named_once_and_not_tabled():
    told = words(page.choice_verdict(client(ask(SHOP))))
    assert "未知的 4 项：首年预算、三年预算、" in told
    assert "<td>未知</td>" not in told
    assert "文章匹配表" not in words(page.choice_checks(client(ask(SHOP, type=None))))


def test_a_client_that_brought_nothing_gets_every_section():
    told = chapter(nothing())
    assert "没有提出功能需求" in told
    assert "评分披露：未填写" in told


def test_a_group_hears_that_none_is_recommended_and_why():
    choice = ask(GROUP)
    assert verdict_sentence(choice).startswith("五者均不推荐。没有可以居首的系统")
    told = words(page.choice_knockouts(client(choice)))
    assert "评分之前一票否决 2 个系统：金蝶KIS、用友U8；" in told
    assert "另有 3 个系统可能不符合硬性要求：" in told
    assert all(f"{name}（待核实）" in told for name in ("简道云", "纷享销客", "进销存宝"))
    assert "法人较多、须合并管理，而该系统不面向集团" in told
    ranking = words(page.choice_ranking(client(choice)))
    assert "居首较多的是维持现有系统（100.0%）。" in ranking


def test_a_lawful_knock_out_that_rests_on_memory_is_marked():
    choice = ask("医疗器械分销，效期追溯为法定要求")
    told = words(page.choice_knockouts(client(choice)))
    assert "评分之前一票否决 4 个系统" in told
    assert all(f"{k.system}（待核实）" in told for k in choice.knocked_out)


def test_a_maker_that_could_not_be_verified_is_explained():
    told = words(page.choice_verdict(client(ask(STALL))))
    assert re.search("进销存宝得分更高，但厂商与产品未能核实，不得居首", told)


@pytest.mark.parametrize("name", GOLDEN)
def test_every_case_is_told_in_careful_words(name):
    choice = ask(name)
    quick = (page.choice_verdict, page.choice_checks)
    told = "\n".join(words(section(client(choice))) for section in quick)
    # The long name of the option to keep would run into its neighbour.
    assert "维持现有系统并先治理基础数据" not in verdict_sentence(choice)
    assert not re.search("第一|最佳|最好|首选|领先品牌", told)
    assert not re.search(r"\b(?:nan|None|True|False)\b|\{|<td[^>]*></td>", told)


def test_nothing_of_the_program_shows(whole):
    assert not re.search(r"\b(?:nan|None|True|False|K\d+|E-\d|KO-\w+|keep|jxcb)\b|\{", whole)
    assert not re.search(r"<(?:td|caption|p|th)[^>]*></", whole)
    assert "待填" not in whole


def test_every_character_of_a_picture_has_a_glyph(monkeypatch, shop):
    monkeypatch.setattr(Figure, "savefig", DRAW)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for section in (page.choice_ranking, page.choice_plan):
            drawn = [p for p in section(client(shop)).parts if isinstance(p, Picture)]
            assert all(p.png.startswith(b"\x89PNG") and p.caption for p in drawn)


def test_client_text_is_escaped():
    tied = DISCLOSED.model_copy(update={"scored_by": "<i>甲</i>"})
    told = chapter(ask(SHOP, disclosure=tied, present_systems=("<script>x</script>",)))
    assert "<script" not in told
    assert "<i>" not in told
    assert "&lt;script&gt;" in told


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("users", "12"),
        ("items", "800"),
        ("bom", "否"),
        ("change_frequency", "高"),
        ("budget_3y", "—"),
        ("type", "中小电商/零售"),
    ],
)
def test_answers_are_written_as_words(shop, key, shown):
    assert answer(next(i for i in shop.inputs if i.key == key)) == shown


def test_what_the_data_say_otherwise_stands_beside_the_consultants_word():
    choice = recommend(
        profile=Profile(users=5, channels=("线上", "线下"), budget_3y=80000, go_live="2027-01-31"),
        derived={"channels": ["门店"], "items": 3},
        verdicts={},
        gaps=(),
        functions={},
        disclosure=None,
    )
    told = words(page.choice_verdict(client(choice)))
    assert "顾问填写（数据所示：门店）" in told
    assert "数据推得</td>" in told
    assert "8.00万元" in told
    assert "2027-01-31" in told


def test_options_stand_by_rank_and_those_out_come_last():
    choice = ask(MAKER)
    out = {k.id for k in choice.knocked_out}
    order = in_order(choice)
    assert order[: len(choice.ranking)] == [row.id for row in choice.ranking]
    assert set(order[len(choice.ranking) :]) == out


def test_each_listed_cell_has_a_basis_a_source_and_a_day(shop):
    told = words(page.choice_ranking(client(shop)))
    known = [c for c in (*shop.matrix, *shop.functions) if c.source and c.value is not None]
    assert f"逐格依据与来源（{len(known)} 格" in told
    assert "<code>hc.jiandaoyun.com/open/14220</code>" in told
    assert "凭记忆，待核实" in told


@pytest.mark.parametrize(
    ("value", "mark", "shown"),
    [
        (4.0, "V", '<span class="st-heat p4">4</span>'),
        (2.5, "M", '<span class="st-heat p3 doubt">2.5？</span>'),
        (0.0, "M", '<span class="st-heat p0 doubt">0？</span>'),
        (None, "", '<span class="st-heat blank">？</span>'),
    ],
)
def test_what_is_not_verified_is_hatched_and_what_is_unknown_is_blank(value, mark, shown):
    assert shade(MatrixCell("甲", "K1", value, 0.0, 4.0, mark)) == shown


def test_totals_stand_below_and_those_out_fade():
    choice = ask(MAKER)
    labels = choice.criteria
    told = heat(choice, choice.matrix, labels, heading="准则", caption="题", totals=True).markup
    rows = re.findall("<tr.*?</tr>", told)
    assert [n for n, row in enumerate(rows) if "total" in row] == [len(labels) + 1]
    assert rows[-1].count("淘汰") == len(choice.knocked_out)
    for row in rows[1:-1]:
        faded = [" out" in cell for cell in re.findall('class="(st-heat.*?)"', row)]
        assert faded == [False] * len(choice.ranking) + [True] * len(choice.knocked_out)


def test_the_ranking_is_drawn_to_scale():
    rows = [
        Ranked("a", "甲", 1, 70.0, 60.0, 80.0, 0.9),
        Ranked("b", "乙", 2, 75.0, 50.0, 90.0, 0.0, barred="厂商待核实"),
    ]
    with canvas(height=2.0, columns=2) as (_figure, (left, right)):
        charts.scores(rows, {"a": "甲", "b": "乙"}, ax=left, floor=50)
        charts.first_places(rows, ax=right)
    assert [t.get_text() for t in left.get_yticklabels()] == ["甲", "乙"]
    assert [c.get_offsets()[0][0] for c in left.collections] == [70.0, 75.0]
    assert [list(line.get_xdata()) for line in left.lines[:2]] == [[60.0, 80.0], [50.0, 90.0]]
    assert [t.get_text() for t in right.texts] == ["90.0%", "待核实，不得居首"]


def test_the_ranking_tells_overlap_turning_points_and_method(shop, whole):
    first, *others = shop.ranking
    assert f"另有 {sum(r.high > first.low for r in others)} 个选项的区间与它重叠" in whole
    turning = [s for s in shop.swings if s.break_even is not None]
    assert "各项权重的转折点（权重为顾问设定，合计 100）" in whole
    assert f"另有 {len(shop.swings) - len(turning)} 项准则" in whole
    assert "抽样 10,000 次" in whole


def test_the_checklist_tells_gaps_and_folds_what_nobody_needs():
    states = {"F-01": "used", "F-02": "owned", "F-08": "absent"}
    told = words(page.choice_checks(client(ask(SHOP, functions=states))))
    for kind, gap in (("ok", "无缺口"), ("warn", "未启用"), ("bad", "缺口")):
        assert f'<span class="st-verdict {kind}">{gap}</span>' in told
    assert told.index("F-02 库存预警") < told.index("<details") < told.index("F-20 客户提醒")
    assert "先用下表访谈一次" in told


def test_the_articles_stars_weigh_nothing_and_differences_have_reasons(whole):
    assert "★★★★★" in whole
    assert "★★★☆☆" in whole
    assert "星级权重 0" in whole
    assert "供应商宣传，不作依据" in whole


def test_the_plan_has_twelve_weeks_and_generic_cases_without_books(shop):
    told = words(page.choice_plan(client(shop)))
    assert "第 12 周决定采用、延长试用或维持现有系统" in told
    assert "录入缺货较多的商品近三个月流水" in told
    assert "带成本的收发存汇总表" in told
