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
# # 客户总览
#
# 本批客户并列一页：周转、资金、五大误区的判定，以及未能生成的报告。

# %% tags=["parameters"]
# 参数：reports_dir 为批量生成的报告目录；为 None 时就地分析 clients 所列客户（此处为模拟数据）。
language = "zh"  # zh | en
reports_dir = None
clients = [
    {"client": "甲商贸（模拟）", "client_id": "a", "sources": [{"sample": {"seed": 1, "items": 40, "days": 400, "mistakes": ["W-1"]}}]},
    {"client": "乙商贸（模拟）", "client_id": "b", "sources": [{"sample": {"seed": 2, "items": 40, "days": 400}}]},
    {"client": "丙商贸（模拟）", "client_id": "c", "currency": "USD", "sources": [{"sample": {"seed": 3, "items": 40, "days": 400, "mistakes": ["W-4"]}}]},
]

# %% tags=["lab-only"]
from stockturn import exhibits as _ex

_portfolio = _ex.open_portfolio(globals())
_ex.portfolio_opening(_portfolio)

# %% [markdown]
# ## 合计
#
# 同一币种的客户相加。

# %%
_ex.totals(_portfolio)

# %% [markdown]
# ## 客户一览
#
# 点客户名打开其报告。

# %%
_ex.client_list(_portfolio)

# %% [markdown]
# ## 周转排名
#
# 周转天数由长到短。

# %%
_ex.slowest(_portfolio)

# %% [markdown]
# ## 五大误区
#
# 每一误区有多少客户存在、疑似或尚不能判定。

# %%
_ex.mistakes_found(_portfolio)

# %% [markdown]
# ## 未完成
#
# 未能生成报告的客户与处理办法。

# %%
_ex.not_rendered(_portfolio)
