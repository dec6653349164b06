"""The desk: what stands between adapters and commands: requests checked, answers signed, limits kept."""
