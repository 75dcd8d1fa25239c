"""A page that shows every component once, long and short: what the style sheet must carry."""

from __future__ import annotations

import base64
import io

import nbformat
from matplotlib.figure import Figure

from stockturn.report.page import Chapter, Cover, Foot, build_page

KPIS = [
    ("存货周转率", "4.28", "次/年", "按日加权平均"),
    ("周转天数", "85.3", "天", "365 ÷ 周转率"),
    ("平均库存", "312.45", "万元", "2021年1—12月"),
    ("可释放资金", "86.20", "万元", "区间 71.05~98.40"),
    ("呆滞库存", "数据不足", "", "缺少：出入库流水"),
]
CATEGORIES = ["儿童玩具", "婴儿护理用品", "孕产妇用品", "奶粉与辅食", "家居与收纳"]
VERDICTS = [("bad", "存在"), ("warn", "疑似"), ("ok", "未见"), ("none", "数据不足")]
NOTE = "超出最高库存的部分按商品与仓库分别计算后相加，不相抵。"
LONG_NAME = "婴儿连体衣秋冬加厚款三件套礼盒装（含帽子与围兜）"


def kpis() -> str:
    cells = (
        f'<div class="st-kpi"><span class="label">{label}</span>'
        f'<span class="value{"" if unit else " missing"}">{value}</span>'
        f'<span class="unit">{unit}</span><span class="note">{note}</span></div>'
        for label, value, unit, note in KPIS
    )
    return f'<div class="st-kpis">{"".join(cells)}</div>'


def wide_table() -> str:
    heads = ("出库成本", "平均库存", "期末库存", "周转率（次/年）", "周转天数（天）")
    head = "".join(f'<th scope="col" class="num">{h}</th>' for h in heads)
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f'<td class="num">{1234.5 * n / (k + 1):,.2f}</td>' for k in range(len(heads)))
        + f'<td class="text">{NOTE}</td></tr>'
        for n, name in enumerate(CATEGORIES, 1)
    )
    dashes = '<td class="num">—</td>' * len(heads)
    return (
        '<div class="st-table" tabindex="0"><div class="unit-note">单位：万元</div>'
        '<table class="st">'
        f'<caption>分类周转</caption><thead><tr><th scope="col">分类</th>{head}'
        f'<th scope="col">说明</th></tr></thead><tbody>{rows}'
        f'<tr class="total"><th scope="row">合计</th>{dashes}<td class="text">—</td></tr>'
        f'<tr class="muted"><th scope="row">未分类</th>{dashes}<td class="text">数据不足</td></tr>'
        "</tbody></table></div>"
    )


def long_table(rows: int = 70) -> str:
    body = "".join(
        f'<tr><th scope="row">00{n:03}</th><td>{LONG_NAME}</td>'
        f'<td class="num">{n * 3.7:,.2f}</td></tr>'
        for n in range(rows)
    )
    return (
        '<div class="st-table" tabindex="0"><div class="unit-note">单位：万元</div>'
        '<table class="st">'
        '<caption>占用资金最多的商品</caption><thead><tr><th scope="col">商品编码</th>'
        '<th scope="col">商品名称</th><th scope="col" class="num">金额</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def finding(kind: str, verdict: str) -> str:
    return (
        f'<div class="st-finding {kind}"><h4 class="title">误区一 只看总量，不看结构'
        f'<span class="st-verdict {kind}">{verdict}</span></h4>'
        "<p>A 类商品断货 18.2%，同时 C 类商品积压 41.77 万元。</p>"
        '<p class="st-note">判定依据：缺货率高于 5%，且超储占比高于 20%。</p>'
        '<details class="st-lineage"><summary>数字从何而来</summary>'
        "<p>超储占比 = 超储金额 ÷ 期末库存金额；用到 6,741 行。</p></details></div>"
    )


def figure() -> nbformat.NotebookNode:
    drawing = Figure(figsize=(8, 3), dpi=144)
    drawing.subplots().plot([3, 4, 5, 4, 6, 7, 5, 6, 7, 8, 7, 6], color="#22384d")
    buffer = io.BytesIO()
    drawing.savefig(buffer, format="png")
    about = {"alt": "十二个月的月末库存，先升后平", "width": 760, "caption": "月末库存金额（万元）"}
    return shown({"image/png": base64.b64encode(buffer.getvalue()).decode()}, about)


def shown(data: dict[str, str], about: dict[str, object] | None = None) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell("show()")
    metadata = {"image/png": about} if about else {}
    cell.outputs = [nbformat.v4.new_output("display_data", data=data, metadata=metadata)]
    return cell


def html(*parts: str) -> nbformat.NotebookNode:
    return shown({"text/html": "".join(parts)})


def text(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def specimen() -> str:
    """Return the page."""
    chapters = {
        "summary": [
            text("# 摘要"),
            html(
                '<p class="st-lead">库存平均占用 312.45 万元，其中 86.20 万元可以释放。</p>', kpis()
            ),
            text("1. 先说钱：可释放资金占期末库存的 27.6%。\n2. 再说原因。\n3. 周一先做什么。"),
        ],
        "data_evidence": [
            text("# 数据来源与口径\n\n每一行都有去处：采用、剔除、隔离三者相加等于读取行数。"),
            text("## 文件与行数"),
            html(wide_table()),
            text("## 口径\n\n- 按日加权。\n- 周转天数 = 365 ÷ 周转率。\n\n> 合计先加后舍入。"),
        ],
        "turnover_diagnosis": [
            text("# 周转诊断\n## 总体"),
            figure(),
            text("## 单品"),
            html(long_table()),
            html(
                '<div class="st-grid-2"><div>', kpis(), "</div><div>", long_table(5), "</div></div>"
            ),
        ],
        "mistake_checklist": [
            text("# 误区检查与行动计划\n## 五个误区"),
            html(*(finding(*verdict) for verdict in VERDICTS)),
            html(f"<details><summary>全部明细（40 行）</summary>{long_table(40)}</details>"),
        ],
        "service_and_cash": [
            text("# 服务、资金与复盘\n## 复盘\n\n没有上次的结果，从下次开始对照。")
        ],
        "stock_targets": [text("# 补货目标与清单\n## 多少库存够用\n\n没有逐日流水，定不出目标。")],
        "system_choice": [text("# 系统能力评估与选型\n## 结论\n\n建议先补齐数据，再谈选型。")],
    }
    made = [
        Chapter(name, nbformat.v4.new_notebook(cells=cells), numbered=name != "summary")
        for name, cells in chapters.items()
    ]
    fields = (
        ("报告期", "2021年1—12月"),
        ("数据截止日", "2021年12月31日"),
        ("编制单位", "某某管理咨询"),
    )
    fields += (("编制人", "张三"), ("复核人", "李四"), ("版本", "1.0"), ("密级", "内部"))
    return build_page(
        made,
        cover=Cover("杭州某某母婴用品有限公司", "库存周转诊断报告", fields),
        foot=Foot(
            ("数据截至2021年12月31日，共 2 个数据文件。",),
            (("a.csv", "a" * 64), ("b.csv", "b" * 64)),
        ),
        running_foot="杭州某某母婴用品有限公司 · 库存周转诊断报告 · 内部",
    )
