"""Tests of `bot/stories`."""
