"""复查 draws of closed cases for re-check, and what the re-checks found."""
