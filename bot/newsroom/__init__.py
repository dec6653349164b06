"""What can be asked of news and terms: the shared view of recent stories, and the two desks."""
