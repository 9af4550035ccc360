"""The outbox: mails are written with what they tell of, and sent as soon as a server takes them."""

from ...core.mail import AddressRefused, Mail, is_address
from .sending import deliver
from .writing import queue, write

__all__ = ["AddressRefused", "Mail", "deliver", "is_address", "queue", "write"]
