"""What if: an alternative catalogue, tried over the evidence of the last build."""
