"""The contract with the app's backend: JSON Schemas, operations, and the OpenAPI document made of both."""

from .documents import bundled, names, schema
from .operations import OPERATIONS, PARAMETERS, Operation, Parameter

__all__ = ["OPERATIONS", "PARAMETERS", "Operation", "Parameter", "bundled", "names", "schema"]
