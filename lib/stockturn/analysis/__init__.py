"""The table of contents of the program: the rooms, in order, for one client."""

from stockturn.analysis.books import Books, open_books, read_books
from stockturn.analysis.conclusions import analyse, analysis_key, conclude
from stockturn.analysis.outcome import Analysis

__all__ = ["Analysis", "Books", "analyse", "analysis_key", "conclude", "open_books", "read_books"]
