"""The pages of a pack, a module each."""
