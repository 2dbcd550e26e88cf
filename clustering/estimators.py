"""Profiles and groups as scikit-learn estimators, for pipelines and notebooks.

They hold no rules of their own: scaling is `features.scaled`, fitting is `clustering.propose`, assigning is
`clustering.assign`. So a pipeline in a notebook and the weekly run give the same groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, csr_matrix, issparse
from sklearn.base import BaseEstimator, ClusterMixin, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from clustering.assigning import Assignment, assign
from clustering.proposing import propose
from clustering.settings import ClusteringSettings
from features import Scaling, scaled
from foundation import changed

__all__ = ["RowMinMaxScaler", "UseCaseClusterer"]

Matrix = NDArray[np.float64] | csr_matrix


class RowMinMaxScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]  # untyped
    """Turn counts of calls into profiles, row by row: `(x - min) / (max - min)`.

    Unlike `sklearn.preprocessing.MinMaxScaler`, which scales columns, a row is scaled by itself: what counts
    is how a partner divides its calls, not how many it makes. Nothing is learned, so `fit` only checks.

    Parameters
    ----------
    scaling : {"row_minmax", "shares", "hellinger"}, default="row_minmax"
        `shares` makes each row sum to 1, `hellinger` takes the square roots of those.

    Attributes
    ----------
    n_features_in_ : int
        How many endpoints there are.

    Examples
    --------
    >>> RowMinMaxScaler().fit_transform([[30, 3, 20], [0, 40, 10], [7, 7, 7]]).round(2).tolist()
    [[1.0, 0.0, 0.63], [0.0, 1.0, 0.25], [1.0, 1.0, 1.0]]
    """

    def __init__(self, scaling: Scaling = "row_minmax") -> None:
        self.scaling = scaling

    def fit(self, X: ArrayLike | csr_matrix, y: object = None) -> Self:  # noqa: N803 - scikit-learn's name
        """Check the counts and remember their columns.

        Parameters
        ----------
        X
            (n_partners, n_endpoints), successful calls, none negative; dense or sparse.
        y
            Ignored.
        """
        del y
        _checked(self, X, reset=True)
        return self

    def transform(self, X: ArrayLike | csr_matrix) -> Matrix:  # noqa: N803 - as above
        """Return the profiles, (n_partners, n_endpoints), in [0, 1]; sparse when the counts are."""
        check_is_fitted(self, "n_features_in_")
        counts = _checked(self, X, reset=False)
        profiles = scaled(csr_array(counts), self.scaling)
        return csr_matrix(profiles) if issparse(counts) else np.asarray(profiles.toarray(), dtype=np.float64)

    def __sklearn_tags__(self) -> Any:
        """Say what it takes: counts, dense or sparse."""
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        tags.input_tags.sparse = True
        return tags


class UseCaseClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Put profiles into use-case groups by any clustering method of Pivotwatch.

    What is left None is proposed from the data: k by silhouette and stability, eps by the k-distance knee.

    Parameters
    ----------
    method : str, default="kmeans"
        A file name in clustering/methods: kmeans, dbscan, hdbscan, agglomerative.
    k : int, default=None
        Number of groups (kmeans, agglomerative).
    eps : float, default=None
        Neighbourhood (dbscan), Euclidean in profile space.
    min_samples : int, default=None
        How many neighbours, itself included, make a partner a core of a group (dbscan, hdbscan).
    parameters : mapping, default=None
        Any other parameter of the method, by name.
    random_state : int or RandomState, default=0
        Where random numbers begin.

    Attributes
    ----------
    labels_ : ndarray of shape (n_partners,)
        Group of each profile, 0, 1, 2 ...; -1 = no group.
    model_ : clustering.FittedModel
        Points, their groups, and the radius.
    parameters_ : dict
        What was used, proposed values among it.
    scores_ : dict
        silhouette, stability, groups, no_group_share.
    reason_ : str
        Why these parameters, for people.
    tried_ : tuple of clustering.Candidate
        Everything that was tried.
    n_features_in_ : int
        How many endpoints there are.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> calls = [[30, 3, 20, 23, 0, 0], [29, 7, 45, 60, 0, 0], [0, 30, 1, 15, 0, 0], [3, 50, 2, 23, 0, 0],
    ...          [0, 40, 3, 56, 0, 0], [0, 0, 98, 23, 20, 45], [0, 0, 76, 34, 67, 89]]
    >>> make_pipeline(RowMinMaxScaler(), UseCaseClusterer()).fit_predict(calls).tolist()
    [0, 0, 1, 1, 1, 2, 2]
    """

    def __init__(
        self,
        method: str = "kmeans",
        k: int | None = None,
        eps: float | None = None,
        min_samples: int | None = None,
        parameters: Mapping[str, Any] | None = None,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.method = method
        self.k = k
        self.eps = eps
        self.min_samples = min_samples
        self.parameters = parameters
        self.random_state = random_state

    def fit(self, X: ArrayLike | csr_matrix, y: object = None) -> Self:  # noqa: N803 - scikit-learn's name
        """Propose a model for the profiles, (n_partners, n_endpoints); `y` is ignored.

        Raises
        ------
        ConfigurationError
            When the method is not known, or refuses a parameter.
        """
        del y
        profiles = _profiles(self, X, reset=True)
        proposal = propose(profiles, self._settings())
        self.model_ = proposal.best.model
        self.parameters_ = proposal.best.parameters.model_dump()
        self.scores_ = dict(proposal.best.scores)
        self.reason_ = proposal.reason
        self.tried_ = tuple(proposal.tried)
        self.labels_ = assign(self.model_, profiles).groups
        return self

    def _settings(self) -> ClusteringSettings:
        given = {"k": self.k, "eps": self.eps, "min_samples": self.min_samples}
        seed = self.random_state
        if not isinstance(seed, int):
            seed = int(check_random_state(seed).randint(2**31 - 1))
        parameters = dict(self.parameters or {})
        return changed(ClusteringSettings(), method=self.method, seed=seed, parameters=parameters, **given)

    def assign(self, X: ArrayLike | csr_matrix) -> Assignment:  # noqa: N803 - as above
        """Return groups with confidence in [0, 1] and distance, each (n_partners,)."""
        check_is_fitted(self, "model_")
        return assign(self.model_, _profiles(self, X, reset=False))

    def predict(self, X: ArrayLike | csr_matrix) -> NDArray[np.int64]:  # noqa: N803 - as above
        """Return the group of each profile, (n_partners,); -1 = no group."""
        return self.assign(X).groups

    def __sklearn_tags__(self) -> Any:
        """Say what it takes: dense or sparse."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _checked(estimator: BaseEstimator, given: ArrayLike | csr_matrix, *, reset: bool) -> Matrix:
    checked: Matrix = validate_data(
        estimator, given, reset=reset, accept_sparse="csr", dtype=np.float64, ensure_non_negative=True
    )
    return checked


def _profiles(estimator: BaseEstimator, given: ArrayLike | csr_matrix, *, reset: bool) -> csr_array:
    checked = validate_data(estimator, given, reset=reset, accept_sparse="csr", dtype=np.float64)
    profiles = csr_array(checked)
    profiles.eliminate_zeros()  # a row without entries is a partner that called nothing
    return profiles
