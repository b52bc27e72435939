"""The workspace and its jobs: what pages use of data sets, drafts, runs, and of finished models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autoglm_core.store.values import (
    Action,
    Change,
    DatasetInfo,
    Draft,
    LabInfo,
    RunInfo,
    RunStatus,
    SampleInfo,
    Scored,
)

if TYPE_CHECKING:
    from autoglm_core.store.inspections import (
        InspectionProgress,
        inspection_outcome,
        inspection_progress,
        inspection_suits,
        start_inspection,
    )
    from autoglm_core.store.interactive import explain_row, exports, schema, score_rows, typical_row
    from autoglm_core.store.jobs import (
        export_outcome,
        families_outcome,
        follow,
        read_outcome,
        request,
        resume_lab,
        resume_run,
        scoring_outcome,
        start_export,
        start_families,
        start_lab,
        start_read,
        start_scoring,
        start_training,
        status,
    )
    from autoglm_core.store.priorities import keep_priorities, priorities_of
    from autoglm_core.store.workspace import Workspace

__all__ = [
    "Action",
    "Change",
    "DatasetInfo",
    "Draft",
    "InspectionProgress",
    "LabInfo",
    "RunInfo",
    "RunStatus",
    "SampleInfo",
    "Scored",
    "Workspace",
    "explain_row",
    "export_outcome",
    "exports",
    "families_outcome",
    "follow",
    "inspection_outcome",
    "inspection_progress",
    "inspection_suits",
    "keep_priorities",
    "priorities_of",
    "read_outcome",
    "request",
    "resume_lab",
    "resume_run",
    "schema",
    "score_rows",
    "scoring_outcome",
    "start_export",
    "start_families",
    "start_inspection",
    "start_lab",
    "start_read",
    "start_scoring",
    "start_training",
    "status",
    "typical_row",
]

# A worker that waits for its turn imports this package too, and needs none of what these pull in.
_LATE = {
    "Workspace": "workspace",
    **dict.fromkeys(
        ("InspectionProgress", "inspection_outcome", "inspection_progress", "start_inspection", "inspection_suits"),
        "inspections",
    ),
    **dict.fromkeys(("keep_priorities", "priorities_of"), "priorities"),
    **dict.fromkeys(("explain_row", "exports", "schema", "score_rows", "typical_row"), "interactive"),
}


def __getattr__(name: str) -> object:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_LATE.get(name, 'jobs')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
