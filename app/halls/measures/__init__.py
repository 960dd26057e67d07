"""惩戒措施 what sections answer for, quarter by quarter, and the three lists that come of it."""
