"""The loopback platform's adapter: a whole adapter for a small chat platform over HTTP on this machine.

The exemplar of an adapter that posts: convert in, hand over, convert out. The platform itself is
`bot/demo/platform.py`; the demo, the tests and the benches use it. `client.py` speaks to it, `render.py`
makes its messages. It never tries twice: the ledger decides that.
"""

from adapters.loopback.client import Loopback, configured, create

__all__ = ["Loopback", "configured", "create"]
