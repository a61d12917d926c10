"""From a situation to the right calls: rules as data, evaluated by small pure functions.

Nothing of a situation is stored. The rules are `data/orientation.toml`, which a lawyer can read; a rule is
never written in Python.
"""

from directory.orientation.calls import Call, Candidate, Candidates
from directory.orientation.place import Asked, find_place
from directory.orientation.plan import Plan, ShownStep, make_plan, wanted_needs
from directory.orientation.rules import RULES, Need, Question, Rules, read_rules
from directory.orientation.situation import Situation, parse_situation

__all__ = [
    "RULES",
    "Asked",
    "Call",
    "Candidate",
    "Candidates",
    "Need",
    "Plan",
    "Question",
    "Rules",
    "ShownStep",
    "Situation",
    "find_place",
    "make_plan",
    "parse_situation",
    "read_rules",
    "wanted_needs",
]
