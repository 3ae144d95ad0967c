"""Sample pictures that belong to nobody: averages over hundreds of faces."""
