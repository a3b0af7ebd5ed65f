"""TIME: the clock's ticks and one file per kind of sweep."""
