"""Trains, calibrates, evaluates and exports the selective cascade that MuSiCa.Service serves."""
