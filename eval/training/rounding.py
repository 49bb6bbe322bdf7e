"""Training with the 8-bit arithmetic that reading will be done with, so that nothing is lost by it."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

WEIGHT_STEPS = 63  # to each side of 0: seven bits, as ``eval.training.export.compress`` uses
VALUE_STEPS = 255


class RoundedLinear(nn.Linear):
    """A linear layer that rounds its weights by row and its input as a whole, once told to.

    Gradients pass the rounding as if it were not there (Bengio et al. 2013, "straight-through").
    """

    rounding = False

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch's name
        """The layer's output, (..., out_features)."""
        if not self.rounding:
            return super().forward(input)
        return functional.linear(_rounded_values(input), _rounded_weights(self.weight), self.bias)


def prepare_rounding(model: nn.Module) -> None:
    """Put rounded layers in the place of a model's linear ones; they have the same weights and names."""
    for parent in list(model.modules()):
        for name, layer in list(parent.named_children()):
            if type(layer) is nn.Linear:
                rounded = RoundedLinear(layer.in_features, layer.out_features)
                rounded.weight, rounded.bias = layer.weight, layer.bias
                setattr(parent, name, rounded)


def set_rounding(model: nn.Module, *, on: bool) -> None:
    """Round from now on, or no longer."""
    for layer in model.modules():
        if isinstance(layer, RoundedLinear):
            layer.rounding = on


def _rounded_weights(weights: Tensor) -> Tensor:
    step = weights.detach().abs().amax(1, keepdim=True).clamp(min=1e-12) / WEIGHT_STEPS
    return weights + ((weights / step).round() * step - weights).detach()


def _rounded_values(values: Tensor) -> Tensor:
    low, high = values.detach().amin().clamp(max=0), values.detach().amax().clamp(min=0)
    step = ((high - low) / VALUE_STEPS).clamp(min=1e-8)
    zero = (-low / step).round()
    whole = ((values / step).round() + zero).clamp(0, VALUE_STEPS)
    return values + ((whole - zero) * step - values).detach()
