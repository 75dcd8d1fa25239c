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
# # 补货目标与清单
#
# 本章回答：多少库存够用，照此做过去会怎样，本周该做什么。

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
# ## 多少库存够用
#
# 按检查日只用当日以前的数据定补货目标；有逐日流水时，在过去的日子里逐日回放。

# %%
_ex.enough_stock(_analysis)

# %% [markdown]
# ## 补货与处置清单
#
# 该订的、不该订的、可推迟的、可调拨的、要清理的，各成一张清单。

# %%
_ex.buying(_analysis)
