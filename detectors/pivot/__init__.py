"""The pieces of the pivot detector, one idea a file; `detectors/methods/pivot.py` is the plug-in."""
