"""The tables. Rules that must never fail stand in the database itself (see the migrations).

Columns and constraints only: no reading, no writing, no French.
"""

from directory.models.account import (
    AccessRecord,
    AccessRequest,
    Account,
    AccountDepartement,
    AccountEvent,
    AccountLink,
    AccountSession,
    NumberCheck,
    RecoveryCode,
    Throttle,
)
from directory.models.campaign import Call, CallerSignal, CallNote, CallTurn, Campaign
from directory.models.dataset import DATASET_ROW, DatasetVersion
from directory.models.history import Revision
from directory.models.imports import ImportColumns, ImportJob
from directory.models.listing import (
    Email,
    Establishment,
    Listing,
    ListingDepartement,
    Organization,
    Phone,
    Place,
)
from directory.models.partner import Partner, PartnerOrigin, PartnerRequest
from directory.models.phrases import PrivateNote, ProposedNumber, ProposedPhrase
from directory.models.publication import (
    GoneAddress,
    HeldPublication,
    Publication,
    PublicationChange,
    PublicationDepartement,
    SearchToken,
)
from directory.models.publisher import PublisherText
from directory.models.suggestion import Reminder, Suggestion
from directory.models.use import DailyUse, JobRun
from directory.models.work import AddedTerritory, FormSave, PendingChange

__all__ = [
    "DATASET_ROW",
    "AccessRecord",
    "AccessRequest",
    "Account",
    "AccountDepartement",
    "AccountEvent",
    "AccountLink",
    "AccountSession",
    "AddedTerritory",
    "Call",
    "CallNote",
    "CallTurn",
    "CallerSignal",
    "Campaign",
    "DailyUse",
    "DatasetVersion",
    "Email",
    "Establishment",
    "FormSave",
    "GoneAddress",
    "HeldPublication",
    "ImportColumns",
    "ImportJob",
    "JobRun",
    "Listing",
    "ListingDepartement",
    "NumberCheck",
    "Organization",
    "Partner",
    "PartnerOrigin",
    "PartnerRequest",
    "PendingChange",
    "Phone",
    "Place",
    "PrivateNote",
    "ProposedNumber",
    "ProposedPhrase",
    "Publication",
    "PublicationChange",
    "PublicationDepartement",
    "PublisherText",
    "RecoveryCode",
    "Reminder",
    "Revision",
    "SearchToken",
    "Suggestion",
    "Throttle",
]
