"""What a renovation saved: what would have been used without it, less what was used, with a 90 % interval.

Two levels, each named by its strength. Bills and annual tables are corrected by degree-days (`bills`): indicative, no
interval. Daily use is held against a change-point model of the year before (`baseline`), summed over meters with its
uncertainty (`saving`), refused with numbers where the days do not suffice (`sufficiency`). `assessment` joins these.
"""
