"""The face finder: a small single-shot detector of the boxes that the cascade starts from."""
