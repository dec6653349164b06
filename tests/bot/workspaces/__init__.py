"""Tests of `bot/workspaces`."""
