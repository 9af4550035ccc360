"""Workbooks that an officer fills in or repairs: the one to begin with, and the one that shows what was refused."""
