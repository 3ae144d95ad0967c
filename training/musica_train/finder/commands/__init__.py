"""The finder's commands, one module each with `add(parser)` and `run(arguments)`."""
