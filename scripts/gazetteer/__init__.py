"""What the gazetteer's data file is made by, and from."""
