"""The digest, pure: choose stories for a reader and a window (choose.py), say them (compose.py)."""
