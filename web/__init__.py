"""PAGES for leaders and officers."""
