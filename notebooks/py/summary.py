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
# # 摘要
#
# 一页纸：先说钱，再说三个发现、三项行动，最后说结论有多可靠。

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
# ## 资金与周转
#
# 库存占用多少资金，一年周转几次。

# %%
_ex.money_first(_analysis)

# %% [markdown]
# ## 三个主要发现
#
# 按判定与金额排序；判定的统计依据见“误区检查与行动计划”。

# %%
_ex.three_findings(_analysis)

# %% [markdown]
# ## 优先行动
#
# 金额大的在先，至多三项；完整清单见“误区检查与行动计划”。

# %%
_ex.three_actions(_analysis)

# %% [markdown]
# ## 结论的可靠程度
#
# 依据哪些数据，哪些还不能判断。

# %%
_ex.how_sure(_analysis)
