"""What is kept and for how long: backups, retention, and moving a workspace elsewhere."""
