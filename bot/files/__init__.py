"""Files: fetched from Zalo, checked, kept sealed in a store, and handed out."""
