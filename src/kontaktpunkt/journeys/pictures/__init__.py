"""Geometry of the pictures: numbers in, places out. Neither Django nor Ibis."""
