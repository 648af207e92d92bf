"""``python -m service`` is ``orientess``."""

from service.cli import main

main()
