"""Acts on the item registry."""
