"""Findings and profile → a system choice that a sceptic can check; facts are data."""
