"""The starter dashboard for Superset: made of one description, proved with a real Superset."""
