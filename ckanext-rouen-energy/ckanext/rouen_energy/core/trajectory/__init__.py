"""Where a building stands on the path of the tertiary decree (n° 2019-771): −40, −50, −60 % by 2030, 2040, 2050.

`subject` says who has to follow it, `consumption` what counts as twelve months, `climate` what the weather explains,
`targets` what a loaded table asks for, `path` how far there is to go, `operat` what to prepare for the declaration.
Modulations (heritage, disproportionate cost, volume of activity) take a file of their own and are not computed.
"""
