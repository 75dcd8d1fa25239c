# ---
# jupyter:
#   jupytext:
#     formats: notebooks//ipynb,notebooks/py//py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 系统能力评估与选型
#
# 本章回答：要不要换系统，换哪一个，这个结论有多可靠。

# %% tags=["parameters"]
# 参数：与 params/*.yaml 的各键同名；改一个值后重新运行全部单元即可看到变化。
client = "示例商贸有限公司（模拟数据）"
client_id = "demo"
language = "zh"  # zh | en
currency = "CNY"
base_dir = None  # 来源路径的起点；None 为当前目录
period = None  # {"start": "2025-01-01", "end": "2025-12-31"}；None 为最近 12 个完整月
compare = None  # None 为去年同期，其次为前一等长期间
previous = None
sources = [{"sample": {"seed": 1, "items": 200, "days": 800, "system": "标准", "mistakes": ["W-1", "W-4"], "strength": "medium"}}]
client_figures = []
profile = {"type": "中小电商/零售", "industry": "五金工具", "users": 12, "legal_entities": 1, "channels": ["线上", "线下"], "bom": False, "it_staff": 0, "present_systems": ["Excel"], "budget_first_year": 30000, "budget_3y": 80000, "change_frequency": "high"}
answers = {"spreadsheet_based": True, "clearing_methods": ["促销"]}
findings = {}
settings = {"slow_days": 90, "stagnant_days": 180, "dead_days": 365, "max_cover_days": 90}
disclosure = {"scored_by": "示例顾问", "scored_on": "2026-11-01", "ties": []}
report = {"firm": "示例咨询", "prepared_by": "示例顾问"}

# %% tags=["lab-only"]
from stockturn import exhibits as _ex

_analysis = _ex.open_analysis(globals())
_ex.opening(_analysis)

# %% [markdown]
# ## 结论与企业画像
#
# 先给结论与把握程度，再列评分所依据的企业情况。

# %%
_ex.choice_verdict(_analysis)

# %% [markdown]
# ## 需求从何而来
#
# 每一项需求都能追溯到本报告的判定、数据缺口或企业情况。

# %%
_ex.choice_needs(_analysis)

# %% [markdown]
# ## 一票否决
#
# 评分之前先看硬性要求：有资料证明不符合、或法定要求未经证实的，得分再高也淘汰。

# %%
_ex.choice_knockouts(_analysis)

# %% [markdown]
# ## 能力矩阵与排序
#
# 分数会随权重与资料变动：先看每一格从何而来，再看结论经不经得起变动。

# %%
_ex.choice_ranking(_analysis)

# %% [markdown]
# ## 现有系统检查与文章观点对照
#
# 换系统之前先看现有系统缺什么；文章的星级只作对照，不计分。

# %%
_ex.choice_checks(_analysis)

# %% [markdown]
# ## 选定之后
#
# 十二周内先清理、再试用、后决定。

# %%
_ex.choice_plan(_analysis)
