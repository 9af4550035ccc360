"""The labelled synthetic demo: organisations, people, steps and workshops, datasets. Everything can be run again."""

from .datasets import DemoDataset, add_dataset, demo_datasets
from .history import add_steps, add_workshops
from .organizations import add_organizations
from .people import Login, add_people

__all__ = [
    "DemoDataset",
    "Login",
    "add_dataset",
    "add_organizations",
    "add_people",
    "add_steps",
    "add_workshops",
    "demo_datasets",
]
