"""Files of one small company in one system's layout, as plain rows of cells."""

import pytest
from python_calamine import load_workbook

from stockturn.samples import SampleSpec, simulate
from stockturn.samples.layouts import WRITERS


class Written:
    def __init__(self, company, folder, paths):
        self.company, self.folder = company, folder
        self.names = [path.name for path in paths]

    def sheets(self, name):
        with (self.folder / name).open("rb") as file:
            book = load_workbook(file)
            return {
                sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                for sheet in book.sheet_names
            }

    def rows(self, name):
        (rows,) = self.sheets(name).values()
        return rows


@pytest.fixture
def written(tmp_path):
    def write(system, seed, **size):
        spec = SampleSpec(**{"seed": seed, "items": 5, "days": 70, "system": system, **size})
        company = simulate(spec)
        return Written(company, tmp_path, WRITERS[system](company, tmp_path))

    return write
