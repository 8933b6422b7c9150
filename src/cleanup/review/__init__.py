"""REVIEW: a person chooses, on a full-screen page or question by question. Moves nothing and never touches the disk."""
