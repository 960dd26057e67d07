"""工作台 what waits for me, what waits for my section, what is late; and finding a case."""
