"""Tests of `bot/service`."""
