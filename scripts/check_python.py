"""Say in one line when this Python is too old, before pip says it in forty."""

import sys

if sys.version_info < (3, 11):
    sys.exit(f"rootzpub needs Python 3.11 or newer, this is {sys.version.split()[0]}: try `make PYTHON=python3.11 …`")
