"""The commands, one module each: `add` describes its arguments, `run` does the work."""
