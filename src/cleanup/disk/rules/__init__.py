"""What is known of names, places and programs: rules as data, their reader, and whether a thing fits them."""
