"""REVIEW: a person chooses, on a full-screen page or question by question. Never acts, never touches the disk."""
