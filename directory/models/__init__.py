"""What is stored. Rules that must never fail stand in the database itself (see the migrations)."""

from directory.models.dataset import DATASET_ROW, DatasetVersion
from directory.models.history import Revision
from directory.models.listing import Email, Listing, ListingDepartement, Organization, Phone, Place
from directory.models.publication import Publication, PublicationDepartement

__all__ = [
    "DATASET_ROW",
    "DatasetVersion",
    "Email",
    "Listing",
    "ListingDepartement",
    "Organization",
    "Phone",
    "Place",
    "Publication",
    "PublicationDepartement",
    "Revision",
]
