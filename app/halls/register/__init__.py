"""公示 the public register: search, one page per entry, downloads and the feed of changes.

Reads published entries and nothing else.
"""
