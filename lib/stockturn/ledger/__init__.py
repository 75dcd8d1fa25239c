"""Canonical tables become facts: movements are replayed, balances are carried forward."""
