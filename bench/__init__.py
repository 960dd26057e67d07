"""测速 the product beside floors that do only the bare work: ratios from one run, never a lone time."""
