"""复查 repairs that were granted, drawn by a seed and looked at again by others."""
