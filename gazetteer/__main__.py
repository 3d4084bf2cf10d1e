"""`python -m gazetteer` is the command `gazetteer`."""

import sys

from gazetteer.cli import main

if __name__ == "__main__":
    sys.exit(main())
