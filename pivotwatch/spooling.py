"""The loader of a home's spool, for the command, the service and its jobs alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from foundation import Warehouse
from ingest import readings
from pivotwatch.app import App
from pivotwatch.stages.shipping import ShippedFolder
from pivotwatch.stages.spool import SpoolLoader
from pivotwatch.tapping import spool_folder
from pivotwatch.terms import terms_of


def loader_of(
    app: App, writing: Callable[[], AbstractContextManager[Warehouse]], places: Sequence[str] = ()
) -> SpoolLoader:
    """Return the loader that the settings describe.

    Parameters
    ----------
    writing
        Lends the store for one transaction.
    places
        Folders of segments elsewhere, beside those of the settings.
    """
    spool = app.settings.tap.spool
    return SpoolLoader(
        writing=writing,
        folder=spool_folder(app.home, app.settings.tap),
        readings=readings(app.settings.ingest),
        terms=lambda: terms_of(app),
        keep_loaded=spool.keep_loaded,
        shipped=[ShippedFolder(url) for url in (*spool.shipped_from, *places)],
    )


@contextmanager
def spool_loader(app: App, places: Sequence[str] = ()) -> Iterator[SpoolLoader]:
    """Open the store of a home, and yield the loader of its spool; see `loader_of`."""
    with app.warehouse() as warehouse:
        yield loader_of(app, lambda: nullcontext(warehouse), places)
