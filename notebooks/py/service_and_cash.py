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
# # 服务、资金与复盘
#
# 本章回答：服务跟上了没有，资金占了多少、放得出多少，上次的承诺兑现了没有。

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
# ## 服务水平与周转
#
# 服务指标与周转并列，只看贵司自身的走势。

# %%
_ex.service_level(_analysis)

# %% [markdown]
# ## 库存越多越安全吗
#
# 把商品按备货天数由少到多分组，看各组的缺货率。

# %%
_ex.more_is_safer(_analysis)

# %% [markdown]
# ## 容易忽视的细节
#
# 有数据的列数据，没有的列出要问什么。

# %%
_ex.overlooked_details(_analysis)

# %% [markdown]
# ## 资金占用与增长
#
# 占用、积压、采购与持有成本；释放资金只发生一次。

# %%
_ex.cash_and_growth(_analysis)

# %% [markdown]
# ## 复盘
#
# 与上次诊断逐项对照：改善与变差、承诺与实现、数字因何而变。

# %%
_ex.review(_analysis)
