"""Figures as pictures, for e-mail and print."""

from __future__ import annotations

import os
from pathlib import Path

import plotly.graph_objects as go

from foundation import InputError
from reports.charts.drawn import draw, kinds_that_need_a_browser

_KINDS = ("png", "svg", "pdf", "jpg", "webp")
_NO_BROWSER = {"ChromeNotFoundError", "BrowserFailedError", "BrowserClosedError"}


def save_image(
    figure: go.Figure,
    file: str | os.PathLike[str],
    *,
    width: int = 900,
    height: int | None = None,
    scale: float = 2,
    browser: bool | None = None,
) -> Path:
    """Write a figure as a picture; its kind is the file's ending.

    Plotly draws with JavaScript: a Chrome or Chromium on the machine gives the figure as it is seen
    (`BROWSER_PATH` names one that is not found by itself). Without one Matplotlib draws it, nearly the same;
    all kinds but the flow between windows.

    Parameters
    ----------
    width, height
        In pixels; height None = the figure's own.
    scale
        Pixels of the picture for one pixel of the figure.
    browser
        True = only by a browser, False = only without; None = by a browser where there is one.

    Raises
    ------
    InputError
        When the ending is none of png, svg, pdf, jpg, webp, or what would draw the figure is not there; it
        says how to get it, and how to do without.
    """
    target = Path(file)
    if target.suffix.lstrip(".") not in _KINDS:
        raise InputError(f"{target.name}: a picture ends in .{', .'.join(_KINDS)}.")
    tall = height or figure.layout.height or 450
    lacking = _NOT_WANTED if browser is False else _by_browser(figure, target, width, tall, scale)
    if lacking is None:
        return target
    if browser is True:
        raise InputError(f"{lacking} {_WITHOUT}")
    wanting = kinds_that_need_a_browser(figure)
    if wanting:
        raise InputError(f"Only a browser draws a {' or '.join(wanting)} figure. {lacking} {_WITHOUT}")
    _without_browser(figure, target, width, tall, scale)
    return target


def _by_browser(figure: go.Figure, target: Path, width: int, height: int, scale: float) -> str | None:
    """Write the picture; where there is no browser to do it, return what is lacking."""
    try:
        import kaleido  # noqa: PLC0415 - optional; pivotwatch[notebooks] brings it

        options = {"width": width, "height": height, "scale": scale}
        # without `cancel_on_error` Kaleido returns errors instead of raising them, and writes nothing
        kaleido.write_fig_sync(figure, str(target), opts=options, cancel_on_error=True)
    except ImportError:
        return _NO_KALEIDO
    except Exception as error:
        if type(error).__name__ not in _NO_BROWSER:
            raise
        return _NO_CHROME
    return None


def _without_browser(figure: go.Figure, target: Path, width: int, height: int, scale: float) -> None:
    try:
        draw(figure, target, width, height, scale)
    except ImportError as error:
        raise InputError(
            f"Pictures without a browser need Matplotlib: pip install 'pivotwatch[notebooks]'. {_WITHOUT}"
        ) from error


_NOT_WANTED = "Here browser=False forbids it."
_NO_KALEIDO = "Pictures by a browser need Kaleido: pip install 'pivotwatch[notebooks]'."
_NO_CHROME = (
    "Pictures by a browser need a Chrome or Chromium: install one (`kaleido_get_chrome` fetches it), or name "
    "it in BROWSER_PATH."
)
_WITHOUT = "Without: figure.write_html(file) gives one file that any mail program can attach."
