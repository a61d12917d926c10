"""From a situation to the right calls: rules as data, evaluated by small pure functions.

Nothing of a situation is stored. The rules are `data/orientation.toml`, which a lawyer can read; a rule is
never written in Python.
"""

from directory.orientation.asking import Path, find_path
from directory.orientation.calls import Call, Candidate, Candidates, Gap
from directory.orientation.parsing import parse_situation
from directory.orientation.place import Asked, find_place
from directory.orientation.plan import Plan, ShownStep, make_plan
from directory.orientation.reading import RULES, read_rules
from directory.orientation.rules import Need, Question, Rules
from directory.orientation.situation import Situation
from directory.orientation.wanted import wanted_needs

__all__ = [
    "RULES",
    "Asked",
    "Call",
    "Candidate",
    "Candidates",
    "Gap",
    "Need",
    "Path",
    "Plan",
    "Question",
    "Rules",
    "ShownStep",
    "Situation",
    "find_path",
    "find_place",
    "make_plan",
    "parse_situation",
    "read_rules",
    "wanted_needs",
]
