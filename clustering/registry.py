"""The clustering methods that exist."""

from __future__ import annotations

from clustering.base import Method
from foundation import Registry

METHODS: Registry[Method] = Registry("clustering.methods", Method, "clustering method")
"""By name: the file's name in clustering/methods, or an entry point's of `pivotwatch.clustering.methods`."""
