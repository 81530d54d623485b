"""One module per system outside."""
