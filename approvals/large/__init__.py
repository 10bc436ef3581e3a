"""A large data set for measuring, never for showing: the demo's people act through the services."""
