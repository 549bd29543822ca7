"""What files of open data say, counted without the registry: one module a kind of source."""
