"""Params → executed notebooks → one self-contained page, result.json, quarantine list."""

import sys

# Where JupyterLab is installed, reading notebooks would begin with a second and a half of building
# the grammars of internet addresses; what is None here cannot be imported and is passed over.
_grammars = sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# First of all: papermill loads our engine while it is being imported, and must find it whole.
import papermill  # noqa: E402, F401

if _grammars is None:
    del sys.modules["rfc3987_syntax"]
