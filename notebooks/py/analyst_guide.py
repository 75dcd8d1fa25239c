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
# # 分析师指南
#
# 在 JupyterLab 中查看、改动一份诊断：打开参数，调用一个展品，换一个阈值，取出数字。由 `make lab` 打开；自上而下运行即可。

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

# %% [markdown]
# ## 打开
#
# 参数单元与 `params/*.yaml` 的各键同名。`open_analysis` 读入文件、回放账簿、得出判定；同样的输入再次打开时取自缓存。
# 自己的变量请以下划线开头：不带下划线的名字一律按参数检查，写错会得到提示。

# %%
from stockturn import exhibits as _ex

_analysis = _ex.open_analysis(globals())
_ex.opening(_analysis)

# %% [markdown]
# ## 一次调用，一个展品
#
# 报告中的每一节都是一次调用，返回结论、表和图。`dir(_ex)` 列出全部展品；各章笔记本就是它们的排列。

# %%
_ex.availability(_analysis)

# %% [markdown]
# ## 换一个阈值
#
# 改参数单元后重新运行，或如下只换一处、与原来并列。读入与回放不重做，通常一两秒即得。

# %%
_stricter = _ex.open_analysis(globals() | {"settings": {**settings, "slow_days": 60}})
_analysis.measures["slow_value"].value, _stricter.measures["slow_value"].value

# %% [markdown]
# ## 取出数字
#
# `measures` 按名称给出每项指标，含口径、单位与所缺的导出；`pairs` 是商品与仓库的明细表（pandas），可任意筛选。

# %%
_analysis.measures["turnover"].definition

# %%
_analysis.pairs.nlargest(5, "closing_value")[["item", "item_name", "warehouse", "closing_qty", "closing_value", "abc"]]

# %% [markdown]
# ## 交付
#
# 满意后把参数写回 `params/CLIENT.yaml`，用 `stockturn report params/CLIENT.yaml` 生成报告；
# 也可单独运行一章：`papermill notebooks/turnover_diagnosis.ipynb out.ipynb -f params/CLIENT.yaml`。
# 改了笔记本的文字或顺序，请改 `notebooks/py` 中的同名文件，再运行 `make notebooks-update`。
