"""What every test leans on: real services, cloned databases, a running portal, a browser."""
