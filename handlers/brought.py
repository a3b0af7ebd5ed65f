"""Photos and files that come while a report is being written, or while it is asked which report it is to be."""

from __future__ import annotations

from handlers.forms import Form


class Brought(Form):
    """A form that takes along what is sent beside the text."""

    @property
    def photos(self) -> list[int]:
        """Ids of the photos that came with it."""
        return self.facts.setdefault("photos", [])  # type: ignore[no-any-return]

    @property
    def enclosed(self) -> list[int]:
        """Ids of the files, voice messages and places that came with it."""
        return self.facts.setdefault("enclosed", [])  # type: ignore[no-any-return]
