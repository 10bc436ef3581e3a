"""What screens need to read, named after the need."""
