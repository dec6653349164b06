"""`python -m tests.peers`: install the peers beside this file, with the Node that the wheel brings."""

import sys

from tests.peers.node import install

if __name__ == "__main__":
    sys.exit(install())
