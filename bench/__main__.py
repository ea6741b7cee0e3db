"""Every measurement there is."""

import sys

from bench import ingest

if __name__ == "__main__":
    sys.exit(ingest.main())
