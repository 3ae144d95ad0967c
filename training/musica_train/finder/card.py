"""The finder's model card, and the figures that go into its package."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

from ..card import CARD, NOT_MEASURED, sentence
from ..report import as_markdown
from .calibration import FALSE_PER_IMAGE, FinderCalibration
from .config import FinderConfig
from .report import free_sentence, landmarks_sentence, report_rows, windows_sentence

TEMPLATE = Path(__file__).parents[1] / "templates" / "finder_card.md"


def finder_metrics(
    calibration: FinderCalibration, test: dict[str, Any] | None
) -> dict[str, float]:
    """Figures by name: of the test data by their plain names, of the validation part beside."""
    metrics: dict[str, float] = {}
    parts = [("validation", {"photos": calibration.report})]
    if test is not None:
        parts.insert(0, ("", test))
    for prefix, report in parts:
        named = _photo_metrics(report["photos"])
        if "windows" in report:
            named["windowRecall"] = report["windows"]["recall"]
            named["windowIou"] = report["windows"]["meanIou"]
        if "landmarks" in report:
            named["nmeFromFinds"] = report["landmarks"]["nmeFromFinds"]
            named["nmeFromGivenBoxes"] = report["landmarks"]["nmeFromGivenBoxes"]
        if "free" in report:
            named["freePictures"] = report["free"]["pictures"]
            named["freeFinds"] = report["free"]["finds"]
        for name, value in named.items():
            joined = prefix + name[0].upper() + name[1:] if prefix else name
            metrics[joined] = round(value, 4)
    return metrics


def _photo_metrics(report: dict[str, Any]) -> dict[str, float]:
    sizes = report["sizes"]
    named = {name: report[name] for name in ("images", "meanIou", "falsePerImage")}
    for size, suffix in (("all", ""), ("32 and more", "From32")):
        if size in sizes:
            for key in ("faces", "ap", "recall", "recallAtTenth"):
                named[key + suffix] = sizes[size][key]
    return named


def write_finder_card(
    folder: Path,
    config: FinderConfig,
    description: dict[str, Any],
    calibration: FinderCalibration,
    test: dict[str, Any] | None,
    checks: list[str],
) -> None:
    """Fills the template with what was measured."""
    data, network = config.data, config.network
    values = {
        "name": config.name,
        "version": config.version,
        "size": network.size,
        "stride": network.stride,
        "least": config.faces.least,
        "most": config.faces.most,
        "channels": ", ".join(map(str, network.channels)),
        "head": network.head,
        "work": f"{description['graph']['multiplyAdds'] / 1e6:.1f}",
        "date": description["training"]["date"],
        "commit": description["training"]["commit"],
        "license": sentence(data.license),
        "data": data.description,
        "split": data.split,
        "test_set": data.test,
        "independence": data.independence.strip(),
        "test": _photos(test["photos"]) if test else NOT_MEASURED,
        "other": _other(test) if test else "",
        "validation": _photos(calibration.report),
        "threshold": f"{calibration.threshold:g}",
        "false": f"{FALSE_PER_IMAGE:g}",
        "table": _table(calibration),
        "limits": data.limits.strip(),
        "recipe": _recipe(config, calibration.step),
        "checks": "\n".join(f"- {line}." for line in checks) or "- The check was skipped.",
        "reproduce": data.reproduce.strip(),
    }
    (folder / CARD).write_text(Template(TEMPLATE.read_text()).substitute(values))


def _photos(report: dict[str, Any]) -> str:
    return (
        f"{as_markdown(report_rows(report))}\n\n{report['images']} photos; mean IoU of found boxes"
        f" {report['meanIou']:.3f}; {report['ignored']} regions count neither way."
    )


def _other(test: dict[str, Any]) -> str:
    said = (
        ("windows", windows_sentence),
        ("landmarks", landmarks_sentence),
        ("free", free_sentence),
    )
    return "\n".join(f"- {sentence(say(test[name]))}" for name, say in said if name in test)


def _table(calibration: FinderCalibration) -> str:
    rows = [["threshold", "recall, %", "false finds an image"]]
    for row in calibration.table:
        rows.append(
            [f"{row['threshold']:g}", f"{100 * row['recall']:.2f}", f"{row['falsePerImage']:.3f}"]
        )
    return as_markdown(rows)


def _recipe(config: FinderConfig, step: int) -> str:
    r = config.train
    mosaics = 1 - r.singles - r.negatives
    return (
        f"{step:,} steps of {r.batch} views; AdamW, learning rate {r.learning_rate:g} after"
        f" {r.warmup_steps} warm-up steps, then a cosine down to a hundredth, weight decay"
        f" {r.weight_decay:g}; averaged weights (decay {r.ema_decay:g}); bfloat16"
        f" {'on' if r.low_precision else 'off'}; seed {r.seed}. Views: one photo"
        f" ({100 * r.singles:.0f} %), mosaics of up to 32 ({100 * mosaics:.0f} %), none but"
        f" backgrounds and generated textures ({100 * r.negatives:.0f} %). Faces come from the"
        f" heads ({100 * r.heads:.0f} %), the windows of 300-W ({100 * r.windows:.0f} %), WIDER FACE"
        f" ({100 * r.wider:.0f} %) and AFLW2000-3D ({100 * r.aflw:.0f} %). Photos are mirrored or"
        f" not, some turned up to {r.rotation:g}° ({100 * r.tilted:.0f} %) or by any angle"
        f" ({100 * r.turned:.0f} %); views get other colours and light, some are grey"
        f" ({100 * r.grey:.0f} %), dark ({100 * r.dark:.0f} %), blurred ({100 * r.blur:.0f} %),"
        f" stored as JPEG ({100 * r.jpeg:.0f} %), with faces partly covered"
        f" ({100 * r.occlusion:.0f} %)"
    )
