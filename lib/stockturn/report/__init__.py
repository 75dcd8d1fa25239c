"""Params → executed notebooks → one self-contained page, result.json, quarantine list."""
