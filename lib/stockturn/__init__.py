"""Inventory-turnover diagnosis: a company's stock exports in, a client-ready report out."""

__version__ = "0.1.0"
