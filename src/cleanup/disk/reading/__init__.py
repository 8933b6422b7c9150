"""The bytes of files: digests, comparisons, and what is known already of those that were read."""
