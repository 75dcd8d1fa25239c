"""``python -m stockturn`` is the command."""

from stockturn.cli import main

if __name__ == "__main__":
    main()
