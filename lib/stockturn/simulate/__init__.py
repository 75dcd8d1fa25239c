"""Whether levels would have worked: stock walked again through the days that happened."""
