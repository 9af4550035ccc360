"""What a tile shows: one file per commune and language, in the shape of its kind (`kinds.py`)."""
