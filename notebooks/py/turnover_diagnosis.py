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
# # 周转诊断
#
# 本章回答：钱压在哪里，转得多快，哪些不动，哪些断货。

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
# ## 总体周转
#
# 周转率与周转天数同时给出，口径印在旁边。

# %%
_ex.overall(_analysis)

# %% [markdown]
# ## 趋势与变化来源
#
# 分月走势，以及与可比期间相比变化来自哪里。

# %%
_ex.course(_analysis)

# %% [markdown]
# ## 分类、分仓与供应商
#
# 合计行由各项之和相除得出，不是各行比率的平均。

# %%
_ex.places_and_categories(_analysis)

# %% [markdown]
# ## 库存结构
#
# 金额集中在哪些类别与商品。

# %%
_ex.structure(_analysis)

# %% [markdown]
# ## 慢动、呆滞与超量
#
# 多久没有出库，超出需求多少。

# %%
_ex.idle(_analysis)

# %% [markdown]
# ## 缺货、负库存与退货
#
# 库存过多与过少往往同时存在。

# %%
_ex.availability(_analysis)
