"""REVIEW: a person chooses, on a full-screen page or question by question. Moves nothing and reads no disk."""
