"""Frozen values that the stages hand to each other. Imports nothing of ours."""
