"""What the base tells the other plugins."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

#: Sent by the worker once the main database knows that a table is published, and again when the visibility of its
#: dataset changes: `table_published.send(resource_id, profile=<name>, publication_id=<id>)`.
#: Sent at least once: a receiver must be idempotent. A receiver that raises is called again by the sweeper.
table_published = tk.signals.ckanext.signal("rouen:table_published")
