-- What the weekly cycle makes of usage: profiles, groups, assignments, findings. All of it can be made again.

CREATE TABLE windows (
    win VARCHAR NOT NULL,               -- key: 2026-W47
    start_day DATE NOT NULL,
    end_day DATE NOT NULL,              -- the day after the last
    processed_at TIMESTAMP NOT NULL,    -- UTC
    last_load_id BIGINT NOT NULL,       -- the newest load it was made from; a later one re-opens it
    register_version VARCHAR NOT NULL   -- hash of credential_partners and endpoint_merges it was made with
);

CREATE TABLE runs (
    stage VARCHAR NOT NULL,
    win VARCHAR NOT NULL,
    counts JSON NOT NULL,
    parameters JSON NOT NULL,
    code_version VARCHAR NOT NULL,
    started_at TIMESTAMP NOT NULL,
    seconds DOUBLE NOT NULL
);

-- Sparse: an endpoint that the partner did not call in the window has no row.
CREATE TABLE profiles (
    win VARCHAR NOT NULL,
    partner_id VARCHAR NOT NULL,
    endpoint_id BIGINT NOT NULL,
    calls BIGINT NOT NULL,              -- all, errors among them
    errors BIGINT NOT NULL,
    value DOUBLE NOT NULL               -- row-wise min-max of the successful calls, in [0, 1]
);

-- A fitted model: points in endpoint space, each of one group; a profile belongs to the nearest point's group.
CREATE TABLE models (
    model_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL,             -- proposed, reference, retired
    method VARCHAR NOT NULL,            -- file name in clustering/methods
    parameters JSON NOT NULL,
    scaling VARCHAR NOT NULL,
    radius DOUBLE,                      -- farther than this from every point is no group; NULL = never
    reason VARCHAR NOT NULL,            -- why this method and these parameters, for people
    scores JSON NOT NULL,               -- silhouette, stability ...
    fitted_through VARCHAR NOT NULL,    -- the last window it learned from
    takes_over VARCHAR,                 -- the first window it assigns; NULL = only proposed
    origin VARCHAR NOT NULL,            -- learning = fitted while learning, request = proposed and accepted by hand,
                                        -- provisional = fitted for a window that is still open
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE model_points (
    model_id VARCHAR NOT NULL,
    point INTEGER NOT NULL,
    group_id INTEGER NOT NULL,          -- while only proposed: 0, 1, 2 ... of that model
    endpoint_id BIGINT NOT NULL,        -- a zero coordinate has no row
    value DOUBLE NOT NULL
);

CREATE TABLE groups (
    group_id INTEGER NOT NULL,          -- never given twice
    name VARCHAR NOT NULL,
    named_by_hand BOOLEAN NOT NULL,
    born_in VARCHAR NOT NULL,           -- window
    dissolved_in VARCHAR                -- window, NULL = lives
);

CREATE TABLE assignments (
    win VARCHAR NOT NULL,
    partner_id VARCHAR NOT NULL,
    model_id VARCHAR NOT NULL,
    group_id INTEGER,                   -- NULL = no group
    confidence DOUBLE NOT NULL,         -- 0..1
    distance DOUBLE NOT NULL,           -- to the nearest point, Euclidean in profile space
    calls BIGINT NOT NULL
);

CREATE TABLE lineage (
    from_model_id VARCHAR NOT NULL,
    to_model_id VARCHAR NOT NULL,
    win VARCHAR NOT NULL,               -- the window at which the refit took over
    kind VARCHAR NOT NULL,              -- survived, split, merged, born, dissolved
    from_group_ids INTEGER[] NOT NULL,
    to_group_ids INTEGER[] NOT NULL,
    shared_members INTEGER NOT NULL
);

CREATE TABLE findings (
    finding_id VARCHAR NOT NULL,        -- from detector, kind, subject and window: a replay gives the same
    win VARCHAR NOT NULL,
    partner_id VARCHAR,                 -- NULL = about a group or the platform
    group_id INTEGER,                   -- set when it is about a group
    detector VARCHAR NOT NULL,          -- file name in detectors/methods
    kind VARCHAR NOT NULL,              -- pivot, excursion, group_shift, ...
    pivot_kind VARCHAR,                 -- abrupt, gradual, partial, novel
    from_group INTEGER,
    to_group INTEGER,
    severity VARCHAR NOT NULL,          -- low, medium, high
    confidence DOUBLE NOT NULL,         -- 0..1
    alert BOOLEAN NOT NULL,             -- a manager is to be told
    provisional BOOLEAN NOT NULL,       -- learned from too few windows
    since_window VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL,          -- for a manager
    evidence JSON NOT NULL,             -- [{endpoint, before, after, contribution}]
    reasons JSON NOT NULL,              -- {real, own, lasting, large}
    peers JSON NOT NULL,                -- {group_size, moved, ...}
    subject VARCHAR NOT NULL DEFAULT '' -- tells apart findings of one kind about one partner or the platform
);
