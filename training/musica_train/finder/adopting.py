"""Begins a training from the weights of a package, whose normalisations are folded away."""

from __future__ import annotations

import torch
from torch import nn

from ..errors import InputError
from .network import ConvUnit, Finder


@torch.no_grad()
def adopt(model: Finder, folded: Finder, views: torch.Tensor) -> None:
    """Gives `model` the weights of a folded finder of the same shape.

    Its normalisations take the statistics of `views` [n, 3, size, size] and scales that undo them,
    so that the model begins as the same function.
    """
    given = {name: unit for name, unit in folded.named_modules() if isinstance(unit, ConvUnit)}
    handles = []
    for name, unit in model.named_modules():
        if not isinstance(unit, ConvUnit):
            continue
        source = given[name].conv if name in given else None
        if source is None or source.weight.shape != unit.conv.weight.shape:
            raise InputError(f"the package's network has another shape at '{name}'")
        unit.conv.weight.copy_(source.weight)
        assert source.bias is not None
        bias = source.bias.to(unit.conv.weight.device)
        handles.append(unit.conv.register_forward_hook(_undo(unit.norm, bias)))
    count = len(folded.out.weight)
    for mine, theirs in zip(model.out.parameters(), folded.out.parameters(), strict=True):
        mine[:count] = theirs
    training = model.training
    model.eval()(views)
    model.train(training)
    for handle in handles:
        handle.remove()


def _undo(norm: nn.Module, bias: torch.Tensor):  # type: ignore[no-untyped-def]
    """A hook on a convolution that makes its normalisation add the bias and nothing else."""
    assert isinstance(norm, nn.BatchNorm2d)

    def hook(_module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        mean, spread = output.mean(dim=(0, 2, 3)), output.var(dim=(0, 2, 3), unbiased=False)
        norm.running_mean.copy_(mean)  # type: ignore[union-attr]
        norm.running_var.copy_(spread)  # type: ignore[union-attr]
        norm.weight.copy_(torch.sqrt(spread + norm.eps))
        norm.bias.copy_(mean + bias)

    return hook
