"""Plain Python that knows neither database nor web: days, codes, numbers, masks, digests."""
