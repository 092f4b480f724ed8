"""`python -m sim.cli` is `sim`."""

import sys

from sim.cli import main

sys.exit(main())
