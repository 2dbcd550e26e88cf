"""Following log files through growth and rotation, each line exactly once."""

from gateway_tap.tail.tailer import Tailer

__all__ = ["Tailer"]
