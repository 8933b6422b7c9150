"""What Windows says about files, folders, volumes and users."""
