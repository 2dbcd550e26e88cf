"""Figures as pictures, for e-mail and print."""

from __future__ import annotations

import os
from pathlib import Path

import plotly.graph_objects as go

from foundation import InputError

_KINDS = ("png", "svg", "pdf", "jpg", "webp")


def save_image(
    figure: go.Figure,
    file: str | os.PathLike[str],
    *,
    width: int = 900,
    height: int | None = None,
    scale: float = 2,
) -> Path:
    """Write a figure as a picture; its kind is the file's ending.

    Plotly draws with JavaScript, so Kaleido needs a Chrome or Chromium on the machine; no library draws every
    kind of figure without. `BROWSER_PATH` names one that is not found by itself.

    Parameters
    ----------
    width, height
        In pixels; height None = the figure's own.
    scale
        Pixels of the picture for one pixel of the figure.

    Raises
    ------
    InputError
        When the ending is none of png, svg, pdf, jpg, webp, or there is no Kaleido or no browser; it says how
        to get one, and how to do without.
    """
    target = Path(file)
    if target.suffix.lstrip(".") not in _KINDS:
        raise InputError(f"{target.name}: a picture ends in .{', .'.join(_KINDS)}.")
    tall = height or figure.layout.height or 450
    try:
        import kaleido  # noqa: PLC0415 - optional; pivotwatch[notebooks] brings it

        kaleido.write_fig_sync(figure, str(target), opts={"width": width, "height": tall, "scale": scale})
    except ImportError as error:
        raise InputError(f"Pictures need Kaleido: pip install 'pivotwatch[notebooks]'. {_WITHOUT}") from error
    except Exception as error:
        if type(error).__name__ not in {"ChromeNotFoundError", "BrowserFailedError", "BrowserClosedError"}:
            raise
        raise InputError(
            "Pictures need Chrome or Chromium: install one (`kaleido_get_chrome` fetches it), or name it in "
            f"BROWSER_PATH. {_WITHOUT}"
        ) from error
    return target


_WITHOUT = "Without: figure.write_html(file) gives one file that any mail program can attach."
