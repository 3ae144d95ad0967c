"""Many requests, good and bad, to one service, and a verdict."""
