"""What to say of a model that was fitted on a sample of the partners."""

from __future__ import annotations

import json
from collections.abc import Mapping

from foundation import Warehouse


def sample_sentence(method: str, scores: Mapping[str, float]) -> str | None:
    """Return how large the sample was and what it may have changed; None when all partners were looked at.

    Where that is too much to rely on, the ways out follow.
    """
    if "sample_error" not in scores:
        return None
    from clustering import ways_out  # noqa: PLC0415 - slow to import, and most models need no word

    warning = ways_out(method, scores["sample_error"])
    return (
        f"It was fitted on a sample: {int(scores['sample_partners']):,} of {int(scores['sample_of']):,} "
        f"partners, stratified by the endpoint that each uses most. A sample of half the size would put "
        f"{scores['sample_error']:.1%} of the partners elsewhere; clustering.sample_partners sets it."
    ) + (f" {warning}" if warning else "")


def sample_of_the_reference(warehouse: Warehouse) -> str | None:
    """Return that sentence with the name of the model that is the reference now; None as above."""
    found = warehouse.rows("SELECT model_id, method, scores FROM models WHERE state = 'reference'")
    for model_id, method, scores in found:
        told = sample_sentence(method, json.loads(scores))
        if told:
            return f"Groups come from {model_id}. {told}"
    return None
