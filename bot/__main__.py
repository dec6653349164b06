"""`tidings` and `python -m bot`: hand over to the terminal's verbs."""

from bot.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
