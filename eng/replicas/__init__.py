"""Two replicas behind a proxy, restarted and killed under load, and what clients lose by it."""
