"""What is in a file: archives and their members, installers, pictures, the beginning of a text. Never unpacks any."""
