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
# # 误区检查与行动计划
#
# 本章逐项检验五个常见误区，给出证据、金额与行动。

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
# ## 判定总览
#
# 每项判定都附统计依据；不能判断的写明缺少什么。

# %%
_ex.verdicts(_analysis)

# %% [markdown]
# ## 逐项证据
#
# 结论、依据与建议，以及涉及的商品。

# %%
_ex.evidence_by_mistake(_analysis)

# %% [markdown]
# ## 改善行动计划
#
# 事项、责任部门、完成时间与衡量指标。

# %%
_ex.action_plan(_analysis)

# %% [markdown]
# ## 慢动商品怎样清理
#
# 逐品给出先走哪条路，降价只是其中之一。

# %%
_ex.clearing_plan(_analysis)

# %% [markdown]
# ## 对标参照
#
# 公开数据只作参照，口径不同不作比较。

# %%
_ex.peers(_analysis)

# %% [markdown]
# ## 资料来源与可信度
#
# 通行说法逐条核对，未能查证的不进入任何计算。

# %%
_ex.claims_checked(_analysis)
