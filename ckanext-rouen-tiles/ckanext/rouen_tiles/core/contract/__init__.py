"""The contract with the app's backend: JSON Schemas, operations, and the OpenAPI document made of both."""

from .documents import bundled, names
from .openapi import VERSION, document
from .operations import CACHE_CONTROL, OPERATIONS, PARAMETERS, PREFIX, Operation, Parameter

__all__ = [
    "CACHE_CONTROL",
    "OPERATIONS",
    "PARAMETERS",
    "PREFIX",
    "VERSION",
    "Operation",
    "Parameter",
    "bundled",
    "document",
    "names",
]
