"""What to say of a model that was fitted on a sample of the partners."""

from __future__ import annotations

import json
from collections.abc import Mapping

from foundation import Warehouse


def sample_sentence(scores: Mapping[str, float]) -> str | None:
    """Return how large the sample was and what it may have changed; None when all partners were looked at."""
    if "sample_error" not in scores:
        return None
    return (
        f"It was fitted on a sample: {int(scores['sample_partners']):,} of {int(scores['sample_of']):,} "
        f"partners, stratified by the endpoint that each uses most. A sample of half the size would put "
        f"{scores['sample_error']:.1%} of the partners elsewhere; clustering.sample_partners sets it."
    )


def sample_of_the_reference(warehouse: Warehouse) -> str | None:
    """Return that sentence with the name of the model that is the reference now; None as above."""
    for model_id, scores in warehouse.rows("SELECT model_id, scores FROM models WHERE state = 'reference'"):
        told = sample_sentence(json.loads(scores))
        if told:
            return f"Groups come from {model_id}. {told}"
    return None
