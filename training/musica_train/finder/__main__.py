"""`python3 -m musica_train.finder`."""

import sys

from .cli import main

sys.exit(main(sys.argv[1:]))
