"""Pure rules of the item registry: nothing here touches the database."""
