import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import stockturn
from stockturn.params import load_params
from stockturn.samples import SampleSpec, write_exports, write_sample
from stockturn.samples.spec import SYSTEMS

SPEC = SampleSpec(seed=12, items=15, days=90, mistakes=("W-1", "W-3"))


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_sample_is_a_client(tmp_path):
    path = write_sample(SPEC, tmp_path)
    params = load_params(path)
    assert path.name == "sample-12.yaml" and params.client_id == "sample-12"
    assert params.disclosure is None and params.answers.spreadsheet_based is True
    assert params.profile.present_systems == ("Excel",)
    assert list(tmp_path.glob(params.sources[0].path))
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert list(truth["mistakes"]) == ["W-1", "W-3"]


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path):
    write_sample(SPEC, tmp_path / "here")
    code = (
        "import sys, pathlib; from stockturn.samples import *; "
        "write_sample(SampleSpec(seed=12, items=15, days=90, mistakes=('W-3', 'W-1')),"
        " pathlib.Path(sys.argv[1]))"
    )
    library = str(Path(stockturn.__file__).parents[1])
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": library}
    there = tmp_path / "there"
    subprocess.run([sys.executable, "-c", code, str(there)], check=True, env=environment)
    assert contents(tmp_path / "here") == contents(there)


def test_exports_alone_are_the_same_files(tmp_path):
    write_sample(SPEC, tmp_path / "all")
    paths = write_exports(SPEC, tmp_path / "few")
    assert contents(tmp_path / "all" / "exports") == contents(tmp_path / "few")
    assert len(paths) == 10


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_writes_a_client_with_the_same_bytes_twice(tmp_path, system):
    spec = SampleSpec(seed=4, items=4, days=70, system=system, mistakes=("W-3",))
    params = load_params(write_sample(spec, tmp_path / "one"))
    write_sample(spec, tmp_path / "two")
    assert params.resolve(params.sources[0].path).parent.is_dir()
    assert list((tmp_path / "one" / "exports").glob(params.sources[0].path.split("/")[-1]))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
