"""The benchmark: what a build takes at several sizes, beside the least that it could take."""
