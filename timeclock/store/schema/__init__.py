"""Every table of the house; the modules beside this one are cut by noun."""

from timeclock.store.schema import (
    absences,
    access,
    accounts,
    deviations,
    documents,
    evidence,
    imports,
    jobs,
    models,
    months,
    notices,
    overtime,
    people,
    requests,
    results,
    rosters,
    stamps,
)
from timeclock.store.schema.base import metadata

__all__ = [
    "absences",
    "access",
    "accounts",
    "deviations",
    "documents",
    "evidence",
    "imports",
    "jobs",
    "metadata",
    "models",
    "months",
    "notices",
    "overtime",
    "people",
    "requests",
    "results",
    "rosters",
    "stamps",
]
