"""Acts on sites and windows."""
