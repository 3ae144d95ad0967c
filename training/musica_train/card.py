"""The model card, and the figures that go into a package."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

from .calibration import GOOD_FLAGGED, PROFILES, Calibration
from .config import Config, ModelConfig, TrainConfig
from .report import as_markdown, report_rows

CARD = "MODEL_CARD.md"
TEMPLATE = Path(__file__).parent / "templates" / "model_card.md"
NOT_MEASURED = "_not measured_"

BY_ERROR = "A face leaves after a stage whose predicted error is below a threshold."
BY_GAIN = (
    "A face leaves after a stage where the predicted gain of the stages to come is below a"
    " threshold, or the predicted error below one that the caller gives. Predicted gains are fitted"
    " by a robust line to the true ones."
)

FIGURES = ("nmeInterOcular", "nmeInterPupil", "p95InterOcular", "fr8", "fr10", "auc8", "auc10")


def package_metrics(calibration: Calibration, test: dict[str, Any] | None) -> dict[str, float]:
    """Figures by name: of the test set by their plain names, of the validation part beside."""
    metrics: dict[str, float] = {}
    for prefix, report in (("", test), ("validation", calibration.validation)):
        if report is None:
            continue
        rule = report["selective"]
        named = {name: report[name] for name in FIGURES}
        named |= {_joined("selective", n): rule[n] for n in (*FIGURES, "meanStages")}
        named["faces"] = report["faces"]
        metrics |= {_joined(prefix, name): round(value, 4) for name, value in named.items()}
    return metrics


def _joined(prefix: str, name: str) -> str:
    return prefix + name[0].upper() + name[1:] if prefix else name


def write_card(
    folder: Path,
    config: Config,
    description: dict[str, Any],
    calibration: Calibration,
    test: dict[str, Any] | None,
    checks: list[str],
) -> None:
    """Fills the template with what was measured."""
    model, exits, flagged = config.model, calibration.exits, calibration.flagged
    work = sum(stage["multiplyAdds"] for stage in description["stages"])
    values = {
        "name": config.name,
        "version": config.version,
        "scheme": model.scheme,
        "landmarks": model.landmarks.count,
        "stages": len(model.stage_levels),
        "levels": ", ".join(str(level) for level in model.stage_levels),
        "patches": _patches(model),
        "patch_size": model.patch_size,
        "box_side": config.frame.box_side,
        "hidden": model.hidden,
        "work": f"{work / 1e6:.1f}",
        "data": config.data.description,
        "split": config.data.split,
        "license": sentence(config.data.license),
        "limits": config.data.limits.strip(),
        "test_set": config.data.test,
        "independence": config.data.independence.strip(),
        "test": _table(test),
        "relative": _relative(test) if test else "",
        "validation": _table(calibration.validation),
        "recipe": _recipe(config, calibration.step),
        "exits": _exits(calibration),
        "views": calibration.views,
        "rule": BY_GAIN if exits.gain_profiles else BY_ERROR,
        "aligned": "in the face's similarity frame," if model.aligned else "upright,",
        "correlations": ", ".join(f"{fit.rank_correlation:.2f}" for fit in calibration.fits),
        "final_threshold": f"{exits.final_threshold:g}",
        "good_share": f"{100 * GOOD_FLAGGED:g}",
        "good_flagged": f"{flagged['good_faces']:.1f}",
        "bad_flagged": f"{flagged['bad_faces']:.1f}",
        "bad_count": f"{flagged['bad_face_count']:.0f}",
        "background_flagged": f"{flagged['backgrounds']:.1f}",
        "background_count": f"{flagged['background_count']:.0f}",
        "checks": "\n".join(f"- {line}." for line in checks) or "- The check was skipped.",
        "reproduce": config.data.reproduce.strip(),
        "date": description["training"]["date"],
        "commit": description["training"]["commit"],
    }
    text = Template(TEMPLATE.read_text()).substitute(values)
    (folder / CARD).write_text(text)


def _patches(model: ModelConfig) -> str:
    """The number of patches, or that of each stage where they differ."""
    counts = [len(model.patches_of(index)) for index in range(len(model.stage_levels))]
    return ", ".join(map(str, counts if len(set(counts)) > 1 else counts[:1]))


def sentence(text: str) -> str:
    """A text as a sentence of its own."""
    return text[:1].upper() + text[1:] + "."


def _table(report: dict[str, Any] | None) -> str:
    if not report:
        return NOT_MEASURED
    table = as_markdown(report_rows(report))
    if "subsets" not in report:
        return table
    rows = [["subset", "faces", "NME", "FR@10", "NME selective"]]
    for name, part in report["subsets"].items():
        figures = (part["nmeInterOcular"], part["fr10"], part["selective"]["nmeInterOcular"])
        rows.append([name, str(part["faces"]), *(f"{value:.2f}" for value in figures)])
    return table + "\n\n" + as_markdown(rows)


def _relative(report: dict[str, Any]) -> str:
    """What the selective rule costs, in words."""
    rule = report["selective"]
    nme, p95 = (
        f"{100 * (rule[name] / report[name] - 1):+.1f} %"
        for name in ("nmeInterOcular", "p95InterOcular")
    )
    return (
        f"The selective rule takes {rule['meanStages']:.2f} stages and"
        f" {rule['meanMultiplyAdds'] / 1e6:.1f} million multiply-adds a face; against all stages"
        f" its NME is {nme} and its P95 {p95} (relative)."
    )


def _recipe(config: Config, step: int) -> str:
    r = config.train
    return (
        f"{step:,} steps of {r.batch} faces; AdamW, learning rate {r.learning_rate:g} after"
        f" {r.warmup_steps} warm-up steps, then a cosine down to a hundredth, weight decay"
        f" {r.weight_decay:g}; averaged weights (decay {r.ema_decay:g}); bfloat16"
        f" {'on' if r.low_precision else 'off'}; seed {r.seed}. Each face is seen mirrored or not,"
        f" turned (deviation {r.rotation / 2:g}°{_wide(r)}), scaled ({r.scale:g}), stretched"
        f" ({r.anisotropy:g}), shifted ({r.shift:g} of the box{_boxes(r)}), with other colours"
        f" and light, turned in depth ({100 * r.depth_share:.0f} %), cut off ({100 * r.cut:.0f} %),"
        f" grey ({100 * r.grey:.0f} %), blurred ({100 * r.blur:.0f} %) and partly covered"
        f" ({100 * r.occlusion:.0f} %)"
    )


def _wide(recipe: TrainConfig) -> str:
    share, most = 100 * recipe.wide_share, recipe.wide_rotation
    return f", {share:.0f} % of them up to {most:g}°" if share else ""


def _boxes(recipe: TrainConfig) -> str:
    """The shares of boxes that are not the ones of the data."""
    names = ("tight", "hairline", "head", "far")
    shares = {name: 100 * getattr(recipe, f"{name}_share") for name in names}
    told = ", ".join(f"{share:.0f} % {name}" for name, share in shares.items() if share)
    return f"; other boxes: {told}" if told else ""


def _exits(calibration: Calibration) -> str:
    table = {row.setting: row for row in calibration.exits.table}
    kind = "gain threshold" if calibration.exits.gain_profiles else "threshold"
    rows = [["profile", kind, "NME of the easier half", "P95 of all"]]
    exits = calibration.exits
    for name, threshold in (exits.gain_profiles or exits.profiles).items():
        bounds = PROFILES[name]
        rows.append([name, f"{threshold:g}", f"+{bounds.nme:g} %", f"+{bounds.p95:g} %"])
    figures = [["error threshold", "stages", "M mult-adds", "NME", "P95"]]
    for setting, row in table.items():
        cells = (row.mean_stages, row.multiply_adds / 1e6, row.nme, row.p95)
        figures.append([f"{setting:g}", *(f"{value:.2f}" for value in cells)])
    return as_markdown(rows) + "\n\n" + as_markdown(figures)
