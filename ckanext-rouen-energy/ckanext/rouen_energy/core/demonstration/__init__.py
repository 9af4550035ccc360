"""The demonstration, 2019–2025: made from a seed, so that every figure computed from it has a truth to be held against.

Each carrier of each building uses a known amount by day, more the further the known weather is below a known
temperature. What happened (`truths`) is known as well: closures, a renovation, and faults of meters and bills.
"""
