"""The error of a person's input, told without a stack trace."""

from __future__ import annotations


class InputError(ValueError):
    """Something given cannot be used; the message names it, its value, and what to do."""
