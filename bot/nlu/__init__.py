"""French understanding: our own pipeline components and the pure readers behind them."""
