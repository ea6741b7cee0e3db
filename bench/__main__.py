"""Every measurement there is."""

import sys

from bench import events, ingest, letters, pages, receipts, verify

if __name__ == "__main__":
    sys.exit(max(ingest.main(), verify.main(), receipts.main(), letters.main(), pages.main(), events.main()))
