"""惩戒目录 the published lists and measures: read by all, kept by the office."""
