"""The warehouse: readings of every owner as energy, by year, and their sums by day, month and year of Paris.

It lies in the schema `rouen_energy` of the datastore's database, made when it is first asked for. All of it is computed
from published tables: dropped, it is filled again by the next run of the job. No public user may read it.
"""
