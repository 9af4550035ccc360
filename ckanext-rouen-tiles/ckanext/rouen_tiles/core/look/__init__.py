"""How the app draws the data of a tile: what people may choose from, and the plan of places."""
