"""What the program remembers between runs: digests in the cache folder, scans in the state folder."""
