"""Params → executed notebooks → one self-contained page, result.json, quarantine list."""

# First of all: papermill loads our engine while it is being imported, and must find it whole.
import papermill  # noqa: F401
