"""代办与交接 who stands in for whom, who is away, and what a leaver hands over."""
