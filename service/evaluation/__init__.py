"""Measures of the whole: how texts are understood, and how simulated people fare through the real API."""
