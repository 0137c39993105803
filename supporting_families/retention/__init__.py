"""Retention: what is due to be destroyed, and destroying it so that nothing of it is left."""
