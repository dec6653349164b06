"""The README's pictures, drawn from the payloads that are sent: `make pictures`."""
