"""Exit curves as JSON and as a table: every rule at the work of the three profiles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ..calibration import Calibration
from ..exits import ExitPoint
from ..report import as_text


def write_exits(curves: dict[str, list[ExitPoint]], path: Path) -> None:
    """Every point of every curve."""
    rows = {name: [point.as_json() for point in points] for name, points in curves.items()}
    path.write_text(json.dumps(rows, indent=1) + "\n")


def show_exits(calibration: Calibration, curves: dict[str, list[ExitPoint]]) -> str:
    """What the calibration chose, and each rule at the same work, between its points."""
    exits, flagged = calibration.exits, calibration.flagged
    by_gain = bool(exits.gain_profiles)
    own = curves["predicted gain" if by_gain else "predicted error"]
    rows = [["at the work of", "rule", "stages", "NME", "P95", "FR@8"]]
    for name, threshold in (exits.gain_profiles or exits.profiles).items():
        work = _at(own, "setting", threshold).multiply_adds
        for rule, points in curves.items():
            point = _at(points, "multiply_adds", work)
            figures = [f"{v:.2f}" for v in (point.mean_stages, point.nme, point.p95, point.fr8)]
            rows.append([f"{name} ({threshold:g})", rule, *figures])
    fits = "; ".join(
        f"stage {i}: slope {f.slope:.2f}, rank correlation {f.rank_correlation:.2f}"
        for i, f in enumerate(calibration.fits, 1)
    )
    return "\n".join(
        [
            "",
            f"{calibration.faces} faces in {calibration.views} views; {fits}",
            as_text(rows),
            "",
            f"uncertain above {exits.final_threshold:g}:"
            f" {flagged['good_faces']:.1f} % of the good faces,"
            f" {flagged['bad_faces']:.1f} % of {flagged['bad_face_count']:.0f} views with an error"
            f" above 10 %, {flagged['backgrounds']:.1f} % of {flagged['background_count']:.0f}"
            " backgrounds",
        ]
    )


def curves_at(curves: dict[str, list[ExitPoint]], work: float, shares: tuple[float, ...]) -> str:
    """Every rule at shares of the work of all stages, between the points of its curve."""
    rows = [["at the work of", "rule", "stages", "NME", "P95", "FR@8"]]
    for share in shares:
        for rule, points in curves.items():
            point = _at(points, "multiply_adds", share * work)
            figures = [f"{v:.2f}" for v in (point.mean_stages, point.nme, point.p95, point.fr8)]
            figures[1] = f"{point.nme:.3f}"
            rows.append([f"{100 * share:.0f} %, {share * work / 1e6:.1f} M", rule, *figures])
    return as_text(rows)


def _at(points: list[ExitPoint], key: str, value: float) -> ExitPoint:
    """A point between those of a curve, linear in one of its numbers."""
    ordered = sorted(points, key=lambda point: getattr(point, key))
    known = [getattr(point, key) for point in ordered]
    columns = np.array([list(point.as_json().values()) for point in ordered])
    return ExitPoint(*(float(np.interp(value, known, column)) for column in columns.T))
