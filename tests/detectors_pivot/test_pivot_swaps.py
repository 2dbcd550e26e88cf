"""Which endpoints count as exchanged for each other."""

import numpy as np

from detectors.pivot.swaps import Changes, find_swaps, movers_needed

LABELS = [
    "GET /api/v1/items/{id}",
    "GET /api/v1/items",
    "GET /api/v2/items/{id}",
    "POST /api/v1/orders",
    "e17",
]


def swaps(change, labels=LABELS, users=40.0, strangers=2.5):
    rows, columns = np.nonzero(change)
    changes = Changes(rows, columns, change[rows, columns], np.full(len(rows), 0.2), np.zeros(len(labels)))
    needed = movers_needed(labels, 0.1 * np.full((len(labels), 1), users), strangers)
    return {(one.old, one.new): one.movers for one in find_swaps(changes, needed)}


def moved(rows, old, new, share=0.2, partners=40):
    change = np.zeros((partners, len(LABELS)))
    change[:rows, old], change[:rows, new] = -share, share
    return change


def test_a_new_version_by_name_needs_one_mover():
    """From v1 to v2 of the same template one partner is enough."""
    assert swaps(moved(1, 0, 2)) == {(0, 2): 1}


def test_a_list_instead_of_items_needs_a_few():
    """The same method on the same resource is a swap from two movers on, not from one."""
    assert swaps(moved(2, 0, 1)) == {(0, 1): 2}
    assert swaps(moved(1, 0, 1)) == {}


def test_a_common_prefix_relates_nothing():
    """Two resources under one prefix are strangers: as many movers as make a sister's swap are too few."""
    assert swaps(moved(5, 0, 3)) == {}
    assert swaps(moved(12, 0, 3)) == {(0, 3): 12}


def test_labels_without_a_path_are_strangers():
    """A label that is no method and path is related to itself alone."""
    assert swaps(moved(5, 3, 4)) == {}


def test_a_loss_that_is_no_gain_elsewhere_is_no_swap():
    """Where loss and gain differ much, nothing was exchanged."""
    change = moved(20, 0, 1)
    change[:, 1] = 0.05 * (change[:, 1] > 0)
    assert swaps(change) == {}


def test_two_swaps_at_once_are_told_apart():
    """Partners that exchange two pairs at once are counted for the pairs, not for the crosses."""
    change = moved(20, 0, 2) + moved(20, 3, 4, share=0.21)
    assert set(swaps(change)) == {(0, 2), (3, 4)}
