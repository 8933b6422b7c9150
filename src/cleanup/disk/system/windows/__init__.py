"""What Windows tells of files, folders, volumes and users."""
