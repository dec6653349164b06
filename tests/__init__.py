"""Tests: mirror the source tree; `wire` speaks over loopback, `journeys` walk the whole way."""
