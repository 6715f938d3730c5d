"""Which plugins are active, by the folders under which they may lie."""

import re
from collections.abc import Iterable

_COPY = re.compile(r"-(?:master|main|trunk|develop|dev|v?\d[\w.]*)\Z")
"""What a download from a code host or a renamed copy puts behind a plugin's own folder."""


def folder_of(file: str) -> str:
    """The folder of a plugin's file; a file without folder gives its own name."""
    folder, slash, _ = file.lower().partition("/")
    return folder if slash else folder.removesuffix(".php")


def original_of(folder: str) -> str:
    """What its makers called the folder of a copy."""
    return _COPY.sub("", folder)


def folders_of(active: frozenset[str] | None) -> frozenset[str]:
    """The folders of all active plugins, and what their makers called those that are copies."""
    folders = {folder_of(file) for file in active or ()}
    return frozenset(folders | {original_of(folder) for folder in folders})


def is_active(active: frozenset[str] | None, folders: Iterable[str]) -> bool:
    """Whether one of these folders holds an active plugin; where the active plugins are not known it may."""
    if active is None:
        return True
    return not folders_of(active).isdisjoint(folders)
