"""Tuning groups with an expert, as an app: `marimo run notebooks/tuning_app.py -- --home my-home`.

`--labels labels.csv` begins with what the expert said before. Without `--home` the app makes a platform of its own.
`marimo edit` shows the code beside it.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="full", app_title="Tuning groups with an expert")


@app.cell
def _():
    import tempfile
    from pathlib import Path

    import marimo as mo
    import polars as pl

    import pivotwatch as pw

    return Path, mo, pl, pw, tempfile


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # Tuning groups with an expert

    Move the sliders until the groups are those that the person who talks to the partners would make. Write what that
    person says into the column **expert** on the right; a few partners are enough. Nothing is stored until *Propose*,
    and nothing changes until *Accept*.
    """)
    return


@app.cell
def _(Path, mo, pw, tempfile):
    home = mo.cli_args().get("home")
    if home is None:
        made = Path(tempfile.mkdtemp())
        home = made / "home"
        pw.command("simulate", made, "--story", "--format", "usage")
        pw.command("endpoints", "import", made / "openapi.yaml", home=home)
        pw.command("partners", "import", made / "partners.csv", home=home)
        pw.command("import-usage", made / "usage.csv", home=home)
        pw.command("run", "--through", "2026-W46", home=home)
    pf = pw.open(home)
    return (pf,)


@app.cell
def _(mo, pf):
    window = mo.ui.dropdown(pf.windows, value=pf.last_window, label="window")
    method = mo.ui.dropdown(["kmeans", "agglomerative", "dbscan"], value="kmeans", label="method")
    scaling = mo.ui.dropdown(["row_minmax", "hellinger", "shares"], value="row_minmax", label="scaling")
    k = mo.ui.slider(2, 12, value=len(pf.groups(window=pf.last_window)), label="groups (k)", show_value=True)
    eps = mo.ui.slider(0.1, 1.5, step=0.05, value=0.7, label="eps", show_value=True)
    return eps, k, method, scaling, window


@app.cell
def _(mo, pf, window):
    counts = pf.counts(window.value)
    endpoints = mo.ui.multiselect(counts.endpoints, label="only these endpoints")
    axes = mo.ui.multiselect(counts.endpoints, label="look at two or three", max_selections=3)
    return axes, counts, endpoints


@app.cell
def _(axes, endpoints, eps, k, method, mo, scaling, window):
    mo.hstack(
        [window, method, eps if method.value == "dbscan" else k, scaling, endpoints, axes],
        justify="start", wrap=True, gap=1.5,
    )
    return


@app.cell
def _(counts, endpoints, eps, k, method, pw, scaling):
    fixed = {"eps": eps.value} if method.value == "dbscan" else {"k": min(k.value, len(counts.partners) - 1)}
    profiles = counts.profiles(scaling.value)[:, counts.columns(endpoints.value or counts.endpoints)]
    tried = pw.UseCaseClusterer(method.value, **fixed).fit(profiles)
    return fixed, tried


@app.cell
def _(mo, pf, pl, pw):
    # not of one window, so that what was said stays when another is looked at
    file = mo.cli_args().get("labels")
    before = pw.expert_labels(file).groups if file else {}
    partners = pf.assignments(window=pf.last_window).select("partner", "group_name").sort("partner")
    sheet = mo.ui.data_editor(
        partners.select(
            "partner",
            expert=pl.col("partner").replace_strict(before, default=" ", return_dtype=pl.String),
            stored_group="group_name",
        ),
        label="What the expert says",
        editable_columns=["expert"],
    )
    return (sheet,)


@app.cell
def _(axes, mo, pf, scaling, sheet, tried, window):
    seen_by = axes.value if len(axes.value) > 1 else None
    points = pf.plot.scatter(seen_by, window.value, groups=tried.labels_, scaling=scaling.value)
    mo.hstack([points, sheet], widths=[3, 2])
    return


@app.cell
def _(counts, pf, pw, sheet, tried, window):
    said = {row["partner"]: (row["expert"] or "").strip() for row in sheet.value.to_dicts()}
    said = {partner: group for partner, group in said.items() if group}
    labels = pw.expert_labels(said) if said else None
    judged = labels is not None and not said.keys().isdisjoint(counts.partners)
    seen = pf.expert.agreement(labels, window.value, groups=tried.labels_) if judged else None
    return labels, seen


@app.cell
def _(labels, mo, pl, seen, tried):
    figures = [
        mo.stat(len(set(tried.labels_) - {-1}), label="groups"),
        mo.stat(int((tried.labels_ == -1).sum()), label="partners in no group"),
        mo.stat(f"{tried.scores_['silhouette']:.2f}", label="silhouette"),
    ]
    if seen is not None:
        figures.append(mo.stat(f"{seen.scores.adjusted_rand:.2f}", label="adjusted Rand, 1 = as the expert"))
        figures.append(mo.stat(seen.disagreements.height, label=f"of {seen.partners.height} disagree"))
    told = (
        mo.md("*Nobody is labelled yet: write a group beside some partners, in the column expert.*")
        if seen is None
        else mo.ui.table(
            seen.disagreements.select(pl.exclude("confidence")),
            label="Who disagrees, and why", selection=None, wrapped_columns=["why"],
        )
    )
    keep = []
    if labels is not None:
        keep.append(mo.download(labels.to_polars().write_csv().encode(), "labels.csv", label="Keep the labels"))
    mo.vstack([mo.hstack(figures, justify="start"), told, *keep], align="start")
    return


@app.cell
def _(endpoints, mo):
    propose = mo.ui.run_button(label="Propose", disabled=bool(endpoints.value))
    mo.vstack([propose, mo.md("A model of the platform sees all endpoints; choosing some is for looking.")])
    return (propose,)


@app.cell
def _(fixed, labels, method, mo, pf, propose, scaling):
    mo.stop(not propose.value)
    proposed = pf.model.propose(method.value, scaling=scaling.value, labels=labels, **fixed)
    change = pf.model.compare(proposed)
    accept = mo.ui.run_button(label="Accept: from the next window on", kind="warn")
    mo.vstack([mo.md(f"**{proposed}**\n\n{change}"), mo.ui.table(change.table, selection=None), accept])
    return accept, proposed


@app.cell
def _(accept, mo, pf, proposed):
    mo.stop(not accept.value)
    mo.md(f"Accepted: it assigns from **{pf.model.accept(proposed)}** on. Earlier weeks stay as they were judged.")
    return


if __name__ == "__main__":
    app.run()
