"""What workspaces ask for: standing orders, tastes and sources of their own."""
