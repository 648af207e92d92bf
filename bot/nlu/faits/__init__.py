"""Readers of the facts of a project: each one takes a normalised text and gives what it says, with the words it says it in."""
