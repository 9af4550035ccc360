"""Where KPIs are read from and kept: the public catalogue, last values, snapshots, targets, declared values."""
