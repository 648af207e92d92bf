"""The commands of ``orientess``, one a module."""
