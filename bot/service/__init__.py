"""The running bot: its parts, their supervisor, and its health."""
