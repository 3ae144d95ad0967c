"""The figures of aligned faces: each stage, all stages, and the selective rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from .exits import ExitRule, taken
from .inference import AlignedFaces
from .metrics import rank_correlation, summarise


def build_report(faces: AlignedFaces, work: np.ndarray, rule: ExitRule | None) -> dict[str, Any]:
    """Figures by the keys that `musica evaluate --json` writes; errors and shares in percent.

    `work` [stages] holds the multiply-adds of each stage; without a rule there is no
    `selective` part.
    """
    stages = [
        {
            "stage": index + 1,
            **summarise(faces.ocular[index], faces.pupil[index]).as_json(),
            "multiplyAdds": int(work[: index + 1].sum()),
            "rankCorrelation": rank_correlation(faces.predicted[index], faces.ocular[index]),
        }
        for index in range(len(faces.ocular))
    ]
    report: dict[str, Any] = {
        "faces": len(faces),
        **summarise(faces.ocular[-1], faces.pupil[-1]).as_json(),
        "stages": stages,
    }
    if faces.spreads is not None:
        report["spread"] = _spread(faces)
    if rule is not None:
        report["selective"] = _selective(faces, work, rule)
    return report


def _spread(faces: AlignedFaces) -> dict[str, float]:
    """How far the spreads of the last stage tell the distances from the truth.

    Both by the size of the face; a landmark is one with a spread within the least tenth, and so on.
    """
    size = np.ptp(faces.truth, axis=1).max(axis=1)[:, None]
    apart = (np.linalg.norm(faces.landmarks[-1] - faces.truth, axis=-1) / size).ravel()
    spread = (faces.spreads[-1] / size).ravel() if faces.spreads is not None else apart
    tenths = np.array_split(np.argsort(spread), 10)
    return {
        "mean": float(100 * spread.mean()),
        "meanDistance": float(100 * apart.mean()),
        "rankCorrelation": rank_correlation(spread, apart),
        "leastTenthDistance": float(100 * apart[tenths[0]].mean()),
        "largestTenthDistance": float(100 * apart[tenths[-1]].mean()),
    }


def _selective(faces: AlignedFaces, work: np.ndarray, rule: ExitRule) -> dict[str, Any]:
    last = rule.last(faces.predicted, faces.gains)
    errors = summarise(taken(faces.ocular, last), taken(faces.pupil, last))
    return {
        "threshold": rule.threshold,
        **({"gainThreshold": rule.gain} if rule.gain > 0 else {}),
        **errors.as_json(),
        "meanStages": float(last.mean() + 1),
        "meanMultiplyAdds": float(np.cumsum(work)[last].mean()),
        "exits": np.bincount(last, minlength=len(work)).tolist(),
        "accepted": _accepted(faces, last, rule),
    }


def _accepted(faces: AlignedFaces, last: np.ndarray, rule: ExitRule) -> dict[str, float]:
    """The faces that are not uncertain when they leave."""
    errors = taken(faces.ocular, last)[taken(faces.predicted, last) <= rule.final]
    if not errors.size:
        return {"faces": 0}
    over = float(100 * (errors > 0.1).mean())
    return {"faces": errors.size, "nme": float(100 * errors.mean()), "fr10": over}


def subset_reports(
    faces: AlignedFaces, subsets: list[frozenset[str]], work: np.ndarray, rule: ExitRule | None
) -> dict[str, dict[str, Any]]:
    """A report for each subset of a test set that has faces, by its name."""
    names = sorted(set().union(*subsets))
    masks = {name: np.array([name in of_face for of_face in subsets]) for name in names}
    return {n: build_report(faces.only(mask), work, rule) for n, mask in masks.items()}


COLUMNS = (
    ("NME", "nmeInterOcular", ".3f"),
    ("pupil", "nmeInterPupil", ".3f"),
    ("P95", "p95InterOcular", ".2f"),
    ("FR@8", "fr8", ".2f"),
    ("FR@10", "fr10", ".2f"),
    ("AUC@8", "auc8", ".2f"),
    ("AUC@10", "auc10", ".2f"),
)


def report_rows(report: dict[str, Any]) -> list[list[str]]:
    """The report as a table: a heading, a row a stage, and the selective rule."""
    heading = ["", "stages", "M mult-adds", *(name for name, _, _ in COLUMNS)]
    rows = [heading]
    for stage in report["stages"]:
        rows.append(_row(f"stage {stage['stage']}", stage["stage"], stage["multiplyAdds"], stage))
    if "selective" in report:
        rule = report["selective"]
        label = f"selective < {rule['threshold']:g}"
        if "gainThreshold" in rule:
            label = f"selective, gain < {rule['gainThreshold']:g}"
        rows.append(_row(label, rule["meanStages"], rule["meanMultiplyAdds"], rule))
    return rows


def _row(label: str, stages: float, work: float, figures: dict[str, Any]) -> list[str]:
    values = [format(figures[key], style) for _, key, style in COLUMNS]
    return [label, f"{stages:.2f}", f"{work / 1e6:.1f}", *values]


def spread_line(report: dict[str, Any]) -> str:
    """What the report says of spreads, in words."""
    s = report["spread"]
    return (
        f"spread of the landmarks: mean {s['mean']:.2f} % of the face's longer side, mean distance"
        f" {s['meanDistance']:.2f} %; rank correlation {s['rankCorrelation']:.2f}; the tenth with"
        f" the least spread is {s['leastTenthDistance']:.2f} % off, that with the largest"
        f" {s['largestTenthDistance']:.2f} %"
    )


def accepted_line(report: dict[str, Any]) -> str:
    """What the report says of the faces that are not uncertain under the rule, in words."""
    accepted = report["selective"]["accepted"]
    text = f"accepted: {accepted['faces']} of {report['faces']} faces"
    if "nme" in accepted:
        text += f", NME {accepted['nme']:.2f}, {accepted['fr10']:.1f} % of them over 10 %"
    return text


def as_text(rows: list[list[str]]) -> str:
    """A table for a terminal."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for label, *values in rows:
        cells = [value.rjust(width) for value, width in zip(values, widths[1:], strict=True)]
        lines.append("  ".join([label.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)


def as_markdown(rows: list[list[str]]) -> str:
    """The same table in Markdown."""
    heading, *rest = ["| " + " | ".join(row) + " |" for row in rows]
    rule = "|---" + "|---:" * (len(rows[0]) - 1) + "|"
    return "\n".join([heading, rule, *rest])


def write_dump(faces: AlignedFaces, names: list[str], path: Path) -> None:
    """One JSON object a line: name, landmarks [stages][l][2] and predictedError [stages]."""
    with path.open("w") as out:
        for row, name in enumerate(names):
            entry = {
                "name": name,
                "landmarks": np.round(faces.landmarks[:, row], 4).tolist(),
                "predictedError": [float(f"{v:.6g}") for v in faces.predicted[:, row]],
            }
            out.write(json.dumps(entry) + "\n")
