"""The base of the portal: territory, membership, publication of tables, KPIs."""
