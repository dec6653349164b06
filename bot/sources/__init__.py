"""Sources: bytes in, entries out. Only home of httpx and of every parser of what the network says."""
