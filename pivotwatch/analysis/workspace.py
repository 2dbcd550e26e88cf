"""A platform as an analyst holds it: its frames, its figures, and the loop with an expert."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from foundation import InputError, parse_window
from pivotwatch.analysis.experts import Experts
from pivotwatch.analysis.frames import Frame
from pivotwatch.analysis.matrices import Counts, counts_of
from pivotwatch.analysis.modelling import Modelling
from pivotwatch.analysis.plots import Plots
from pivotwatch.analysis.remote import ServiceSource
from pivotwatch.analysis.remote_modelling import RemoteModelling
from pivotwatch.analysis.source import Source, StoreSource, Windows


@dataclass(repr=False)
class Workspace:
    """What `pw.open` and `pw.connect` give.

    Each frame is read when it is used; call it with `window=`, `partner=` or `group=` to read only a part.

    Attributes
    ----------
    source
        Where frames are read from.
    """

    source: Source

    @property
    def usage(self) -> Frame:
        """Calls by partner, endpoint and day.

        Columns
        -------
        window : String
            The window the day belongs to.
        day : Date
            In the platform's time zone.
        partner : String
        endpoint_id : Int64
        endpoint : String
        calls : Int64
            All calls, errors among them.
        errors : Int64
            Calls with status 400 and above, or without an answer.
        """
        return self._frame("usage")

    @property
    def profiles(self) -> Frame:
        """What each partner used in a window; an endpoint that it did not call has no row.

        Columns
        -------
        window : String
        partner : String
        endpoint_id : Int64
        endpoint : String
        calls : Int64
            All calls, errors among them.
        errors : Int64
            Failed calls.
        value : Float64
            Row-wise min-max of the successful calls, in [0, 1]: 1 = the partner's most used endpoint.
        provisional : Boolean
            The window has not closed yet, so that all of this may still change.
        """
        return self._frame("profiles")

    @property
    def groups(self) -> Frame:
        """The groups that had members, window by window.

        Columns
        -------
        window : String
        group_id : Int32
            Never given twice.
        group_name : String
        partners : Int64
            Members.
        calls : Int64
            Of all members in the window.
        mean_confidence : Float64
            In [0, 1]; see assignments.
        named_by_hand : Boolean
        born_in : String
            Window.
        dissolved_in : String
            Window; null = it lives.
        """
        return self._frame("groups")

    @property
    def assignments(self) -> Frame:
        """Which partner was in which group.

        Columns
        -------
        window : String
        partner : String
        group_id : Int32
            Null = no group.
        group_name : String
        confidence : Float64
            In [0, 1]: 1 = in the middle of its group, 0 = as near to another.
        distance : Float64
            To the nearest point of the model, Euclidean in profile space.
        calls : Int64
            Of the partner in the window.
        model_id : String
            The model that assigned it; compare two windows only when it is the same in both.
        provisional : Boolean
            The window has not closed yet, so that all of this may still change.
        """
        return self._frame("assignments")

    @property
    def findings(self) -> Frame:
        """What detectors said.

        Columns
        -------
        finding_id : String
        window : String
            In which it was raised.
        partner : String
            Null = about a group or the platform.
        detector : String
        kind : String
            pivot, excursion, silence ...
        pivot_kind : String
            abrupt, gradual, partial, novel; null for other kinds.
        from_group : Int32
        to_group : Int32
        from_group_name : String
        to_group_name : String
        severity : String
            low, medium, high.
        confidence : Float64
            In [0, 1].
        alert : Boolean
            A manager is to be told.
        provisional : Boolean
            Learned from too few windows.
        since_window : String
        sentence : String
            For a manager.
        evidence : List(Struct(endpoint, before, after, contribution))
            Shares of the partner's calls before and since, in [0, 1], and the part of the change.
        reasons : String
            JSON: real, own, lasting, large, each with its figures.
        peers : String
            JSON: what the partner's group did.
        """
        return self._frame("findings")

    @property
    def lineage(self) -> Frame:
        """What refits did to groups.

        Columns
        -------
        window : String
            In which the refit took over.
        kind : String
            survived, split, merged, born, dissolved.
        from_groups : List(Int32)
        to_groups : List(Int32)
        from_group_names : List(String)
        to_group_names : List(String)
        shared_members : Int32
            Partners in common.
        from_model_id : String
        to_model_id : String
        """
        return self._frame("lineage")

    @property
    def endpoints(self) -> Frame:
        """Endpoints with their usage; filters choose which usage counts, and leave endpoints with calls.

        Columns
        -------
        endpoint_id : Int64
        endpoint : String
            What people see: `GET /v2/contacts/{id}`.
        api : String
        method : String
        template : String
        source : String
            gateway, openapi, heuristic, learned, import, unmatched.
        counted : Boolean
            False = kept out of profiles.
        calls : Int64
        errors : Int64
        partners : Int64
            How many called it.
        first_day : Date
        deprecated : Boolean
            So says an OpenAPI document.
        sensitive : Boolean
            So says an OpenAPI document.
        documented : Boolean
            Null = no document covers its API.
        """
        return self._frame("endpoints")

    @property
    def partners(self) -> Frame:
        """Partners, registered or seen in logs, with their usage; filters choose which usage counts.

        Columns
        -------
        partner : String
        name : String
        provisional : Boolean
            Seen in logs, and named by no register entry.
        tier : String
        owner : String
        calls : Int64
        errors : Int64
        first_day : Date
            With calls.
        last_day : Date
            With calls.
        """
        return self._frame("partners")

    def _frame(self, name: str) -> Frame:
        return Frame(name, self.source, getattr(type(self), name).__doc__)

    def __repr__(self) -> str:
        keys = self.windows
        seen = f"{len(keys)} windows, {keys[0]} to {keys[-1]}" if keys else "no window processed yet"
        return f"Pivotwatch on {self.source}: {seen}"

    @property
    def windows(self) -> list[str]:
        """Keys of the windows that have groups, oldest first."""
        keys = self.groups()["window"].unique().to_list()
        return sorted(keys, key=lambda key: parse_window(key).start)

    @property
    def last_window(self) -> str:
        """Key of the newest of them.

        Raises
        ------
        InputError
            When no window was processed yet.
        """
        keys = self.windows
        if not keys:
            raise InputError("No window has groups yet. Load usage, then `pivotwatch run`.")
        return keys[-1]

    def counts(self, window: Windows | None = None) -> Counts:
        """Return successful calls as a matrix, partners by endpoints, summed over the windows.

        Parameters
        ----------
        window
            Key, or several; None = the last processed.
        """
        return counts_of(self.source, window or self.last_window)

    @cached_property
    def plot(self) -> Plots:
        """Figures; each method returns the Plotly figure."""
        return Plots(self)

    @cached_property
    def expert(self) -> Experts:
        """Agreement with an expert's labels, and sweeps over what could be tuned."""
        return Experts(self)

    @cached_property
    def model(self) -> Modelling | RemoteModelling:
        """Propose, compare and accept models, here or by the service; a token for that has `models:write`."""
        if isinstance(self.source, StoreSource):
            return Modelling(self.source.app)
        if isinstance(self.source, ServiceSource):
            return RemoteModelling(self.source.caller)
        raise InputError("Models are proposed and accepted where the store is: pw.open(home).")
