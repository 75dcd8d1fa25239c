"""Tiny notebooks, and a result as small as the schema allows."""

from __future__ import annotations

import nbformat

from stockturn.params import Params

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)
FIGURE = f"""
import base64
from IPython.display import Image, display
display(
    Image(base64.b64decode({PIXEL!r}), format="png"),
    metadata={{"image/png": {{"alt": f"{{client}}的库存", "width": 400, "caption": "月末库存"}}}},
)"""
TABLE = """
from IPython.display import HTML, display
display(HTML(f'<table class="st"><caption>文件</caption><tr><th scope="row">{client}</th>'
             f'<td class="num">{days_basis}</td></tr></table>'))"""
PARAMETERS = 'client = "样例"\nclient_id = "x"\nsources = []\nbase_dir = "."\ndays_basis = 365'


def markdown(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(text)


def code(source: str, *tags: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source.strip(), metadata={"tags": list(tags)} if tags else {})


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(cells=[code(PARAMETERS, "parameters"), *cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def shown(data: dict[str, str], **metadata: object) -> nbformat.NotebookNode:
    """Return a code cell as it stands after it was run."""
    cell = code("show()")
    cell.outputs = [nbformat.v4.new_output("display_data", data=data, metadata=metadata)]
    return cell


def stand_in_result(params: Params) -> dict[str, object]:
    unbuilt = "compare turnover_definitions bridge by decomposition ageing classes policy"
    nothing = dict.fromkeys(f"{unbuilt} mistakes actions systems claims".split())
    measure = {"value": 4.25, "unit": "次/年", "definition": "营业成本 ÷ 平均存货", "grade": "E1"}
    measure |= {"low": None, "high": None, "missing": []}
    return {
        "schema": "1",
        "client": params.client,
        "client_id": params.client_id,
        "period": {"start": "2021-01-01", "end": "2021-12-31", "days": 365},
        "evidence_grade": "E1",
        "intake": {"files": [], "checks": []},
        "measures": {"turnover": measure},
        **nothing,
    }
