"""The checks of `pivotwatch doctor`, one file each."""
