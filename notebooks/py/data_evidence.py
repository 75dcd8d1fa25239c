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
# # 数据来源与口径
#
# 本章交代读了哪些文件、每一行的去处、账目是否自洽，以及每个数字的口径。

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
# ## 文件与行数
#
# 每一行或被采用，或因故剔除，或搁置待查，三者之和等于读入行数。

# %%
_ex.files_read(_analysis)

# %% [markdown]
# ## 特殊情况与处理
#
# 读取时自动发现的异常，以及本报告的处理办法。

# %%
_ex.oddities_found(_analysis)

# %% [markdown]
# ## 勾稽检查
#
# 账目应当满足的恒等关系，以及不符之处。

# %%
_ex.checks_made(_analysis)

# %% [markdown]
# ## 证据等级与补数清单
#
# 现有数据能支持哪些结论，补充哪些导出可以得出更多。

# %%
_ex.evidence_grade(_analysis)

# %% [markdown]
# ## 指标与口径
#
# 本报告所有数字的定义，以及各自来自哪些文件。

# %%
_ex.definitions_used(_analysis)
