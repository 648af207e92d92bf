"""Fingerprints of the modules and data behind a component.

Rasa's training cache looks at the source of the component's class only; without this, a change in a lexicon or in a
helper module would silently reuse the old result.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_FOLDER = Path(__file__).parent


def empreinte(*motifs: str) -> str:
    """A hash of the files of this folder that match the patterns (``"faits/*.py"``, ``"lexiques/*.yml"``)."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted({p for pattern in motifs for p in _FOLDER.glob(pattern)}):
        digest.update(path.relative_to(_FOLDER).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
