"""Where to look first: buildings beside those of their type, at night and at the week-end, and beside their last year.

`peers` has the quartiles of one's own set, `national` what OPERAT's declarations say when they are loaded, `load` what
is used while nobody is there, `drift` what changed since last year, `monday` the list that comes of it.
"""
