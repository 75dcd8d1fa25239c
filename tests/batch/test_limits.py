from __future__ import annotations

import subprocess
import sys

import pytest

from stockturn.batch.limits import GIB, memory_share


def test_workers_share_the_memory_of_the_machine() -> None:
    whole, half = memory_share(1), memory_share(2)
    if whole is None:
        pytest.skip("this system does not tell its memory")
    assert whole // 2 == half
    assert whole > GIB // 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_beyond_its_share_a_process_is_refused_memory() -> None:
    code = (
        "from stockturn.batch.limits import hold_to; hold_to(1 << 28)\n"
        "try: bytearray(1 << 29)\nexcept MemoryError: print('refused')"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "refused"
