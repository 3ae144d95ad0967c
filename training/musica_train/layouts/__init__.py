"""Readers of annotated face data: each turns a folder or list into samples."""

from .sample import Sample

__all__ = ["Sample"]
