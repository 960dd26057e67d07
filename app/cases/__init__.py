"""办件 the two doors, and the rooms behind them."""
