"""The scikit-learn face of profiles and groups keeps scikit-learn's conventions."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.exceptions import SkipTestWarning
from sklearn.model_selection import ParameterGrid
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from clustering.estimators import RowMinMaxScaler, UseCaseClusterer
from foundation import ConfigurationError

ARTICLE = np.array(
    [
        [30, 3, 20, 23, 0, 0],
        [29, 7, 45, 60, 0, 0],
        [0, 30, 1, 15, 0, 0],
        [3, 50, 2, 23, 0, 0],
        [0, 40, 3, 56, 0, 0],
        [0, 0, 98, 23, 20, 45],
        [0, 0, 76, 34, 67, 89],
    ]
)
TABLE_2 = [0, 0, 1, 1, 1, 2, 2]


@pytest.mark.parametrize("estimator", [RowMinMaxScaler(), UseCaseClusterer(), UseCaseClusterer("dbscan")])
def test_scikit_learn_accepts_it(estimator: object) -> None:
    """Every check of scikit-learn's own `check_estimator` passes."""
    with warnings.catch_warnings():
        # said of checks that need pandas' or array API's optional parts, not of our estimator
        warnings.simplefilter("ignore", SkipTestWarning)
        results = check_estimator(estimator, on_fail=None)
    assert [each["check_name"] for each in results if each["status"] == "failed"] == []


@pytest.mark.parametrize("method", ["kmeans", "dbscan", "agglomerative"])
def test_a_pipeline_gives_table_2(method: str) -> None:
    """From raw counts a pipeline finds the article's three groups, by each method and without tuning."""
    pipeline = make_pipeline(RowMinMaxScaler(), UseCaseClusterer(method))
    assert pipeline.fit_predict(ARTICLE).tolist() == TABLE_2
    assert pipeline.predict(ARTICLE[::-1]).tolist() == TABLE_2[::-1]


def test_parameters_go_through_a_pipeline() -> None:
    """`set_params` and a parameter grid reach k inside the pipeline."""
    pipeline = make_pipeline(RowMinMaxScaler(), UseCaseClusterer())
    found = {}
    for choice in ParameterGrid({"usecaseclusterer__k": [2, 3, 4]}):
        fitted = pipeline.set_params(**choice).fit(ARTICLE)
        found[choice["usecaseclusterer__k"]] = fitted[-1].scores_["silhouette"]
    assert max(found, key=lambda k: found[k]) == 3


def test_sparse_counts_give_the_same() -> None:
    """Sparse input stays sparse in the scaler and changes no group."""
    profiles = RowMinMaxScaler().fit_transform(csr_matrix(ARTICLE))
    assert isinstance(profiles, csr_matrix)
    np.testing.assert_allclose(profiles.toarray(), RowMinMaxScaler().fit_transform(ARTICLE))
    assert UseCaseClusterer().fit(profiles).labels_.tolist() == TABLE_2


def test_a_row_of_zeros_is_in_no_group() -> None:
    """A partner that called nothing is in no group, and its confidence is 0."""
    fitted = UseCaseClusterer(k=3).fit(RowMinMaxScaler().fit_transform(ARTICLE))
    assigned = fitted.assign(np.zeros((1, 6)))
    assert (assigned.groups.tolist(), assigned.confidence.tolist()) == ([-1], [0.0])


def test_wrong_parameters_are_refused_with_the_way_out() -> None:
    """An unknown method lists those that exist; a value out of range is named."""
    with pytest.raises(ConfigurationError, match="agglomerative, dbscan"):
        UseCaseClusterer("kmean").fit(ARTICLE)
    with pytest.raises(ConfigurationError, match="restarts"):
        UseCaseClusterer(parameters={"restarts": 0}).fit(ARTICLE)
