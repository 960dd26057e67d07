"""规则命中 who the overload rules fit: looked through, proposed, dismissed, taken along."""
