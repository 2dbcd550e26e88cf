"""Reads the warehouse into `reports.content`; writes nothing."""

from reports.reading.report import read_report

__all__ = ["read_report"]
