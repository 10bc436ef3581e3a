"""Running the portal: services, launcher, deployment. Standard library only; imports no Django."""
