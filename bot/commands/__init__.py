"""The commands, one file each: declaration, answer, completion. `bot/desk/table.py` finds them."""
