"""The table of contents of the program: the rooms, in order, for one client."""

from stockturn.analysis.books import Books, open_books, read_books
from stockturn.analysis.conclusions import Analysis, analyse, conclude

__all__ = ["Analysis", "Books", "analyse", "conclude", "open_books", "read_books"]
