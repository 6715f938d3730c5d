"""The tables of site.db and publications.db, as migrations: the nth entry takes a file from version n to n + 1.

Invariants: site.db can be derived again from the source; publications.db cannot, so it only ever grows (triggers see to
it). Times are Unix seconds, UTC. `entries` holds what lists need and is small; bodies stand apart.
"""

# A step that was released is never edited: `user_version` in the file counts the steps it has taken, so a change is a
# new entry at the end. Both indexes are contentless, so the text lies in the file once (decision 0007).
SITE_MIGRATIONS: tuple[str, ...] = (
    """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    revision TEXT NOT NULL,
    slug TEXT NOT NULL,
    path TEXT NOT NULL,
    path_key TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    published INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    leaf BLOB NOT NULL,
    excerpt TEXT NOT NULL,
    word_count INTEGER NOT NULL,
    reading_minutes INTEGER NOT NULL,
    token_estimate INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    parent_id INTEGER NOT NULL,
    menu_order INTEGER NOT NULL,
    sticky INTEGER NOT NULL,
    description TEXT NOT NULL,
    canonical TEXT NOT NULL,
    details TEXT NOT NULL
);
CREATE INDEX entries_by_path ON entries (path, leaf);
CREATE INDEX entries_by_key ON entries (path_key);
CREATE INDEX entries_newest ON entries (published DESC, id);
CREATE INDEX entries_newest_of_type ON entries (type, published DESC, id);
CREATE INDEX entries_menu ON entries (menu_order, title, id);
CREATE INDEX entries_by_slug ON entries (slug);
CREATE INDEX entries_by_parent ON entries (parent_id);
CREATE INDEX entries_by_modified ON entries (modified);

CREATE TABLE bodies (
    id INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
    html TEXT NOT NULL,
    markdown TEXT NOT NULL,
    text TEXT NOT NULL
);

CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE terms (
    id INTEGER PRIMARY KEY,
    taxonomy TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX terms_by_use ON terms (taxonomy, used DESC, name, id);
CREATE INDEX terms_by_slug ON terms (taxonomy, slug);

CREATE TABLE entry_terms (
    entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    term_id INTEGER NOT NULL,
    PRIMARY KEY (entry_id, position)
) WITHOUT ROWID;
CREATE INDEX entry_terms_by_term ON entry_terms (term_id, entry_id);
CREATE TRIGGER term_used AFTER INSERT ON entry_terms BEGIN
    UPDATE terms SET used = used + 1 WHERE id = NEW.term_id;
END;
CREATE TRIGGER term_unused AFTER DELETE ON entry_terms BEGIN
    UPDATE terms SET used = used - 1 WHERE id = OLD.term_id;
END;
CREATE TRIGGER term_new AFTER INSERT ON terms BEGIN
    UPDATE terms SET used = (SELECT count(*) FROM entry_terms WHERE term_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TABLE former_paths (
    path_key TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    PRIMARY KEY (path_key, entry_id)
) WITHOUT ROWID;
CREATE INDEX former_paths_by_entry ON former_paths (entry_id);

CREATE TABLE losses (
    entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (entry_id, kind)
) WITHOUT ROWID;

CREATE TABLE hidden (
    id INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    until INTEGER
);

CREATE TABLE withheld (
    id INTEGER PRIMARY KEY,
    revision TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX withheld_by_parent ON withheld (parent_id);

CREATE TABLE nodes (
    level INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    first_path TEXT NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, chunk)
) WITHOUT ROWID;
CREATE INDEX nodes_by_path ON nodes (first_path) WHERE level = 0;

CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content='', tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);
CREATE VIRTUAL TABLE runs USING fts5 (title, text, content='', tokenize='trigram');
""",
    # For `SqliteRevisions.holding`: what was rendered from a changed entry is named in revisions (decision 0005), and
    # the index is read instead of all rows.
    "CREATE INDEX entries_by_revision ON entries (revision);",
    # Words in their forms (decision 0025). `words` answers phrases from here on and needs no beginnings of words; what
    # it held is put in anew (`words.bring_up_to_date`).
    """
CREATE TABLE vocabulary (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL,
    stem TEXT NOT NULL,
    language TEXT NOT NULL,
    entries INTEGER NOT NULL,
    UNIQUE (word, stem, language)
);
CREATE INDEX vocabulary_by_stem ON vocabulary (language, stem);
CREATE TABLE postings (
    term INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (term, chunk)
) WITHOUT ROWID;
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (title, text, content='', tokenize="unicode61 remove_diacritics 2");
""",
)
"""`details` is JSON: losses, sections, featured image, media, facts, language, translations. `withheld` entries are
visible at the source and left out by us; like `hidden` ones they keep no word of their content. `nodes` is the
publication tree in chunks of hashes."""

CAUSES = "CREATE TABLE IF NOT EXISTS causes (id INTEGER PRIMARY KEY, reason TEXT NOT NULL, cause TEXT NOT NULL)"
"""Which plugin or setting left an entry out, for the owner's counts. No migration but a table that is made when it is
first needed: an older program opens the file all the same, and knows nothing of it."""

LANGUAGES = (
    "CREATE INDEX IF NOT EXISTS entries_by_language ON entries (json_extract(details, '$.language')) "
    "WHERE json_extract(details, '$.language') IS NOT NULL"
)
"""Of sites in several languages, made with the first entry that has one: no other file changes (as for `CAUSES`)."""
STATED = (
    """
CREATE TABLE IF NOT EXISTS stated (
    entry_id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    sort TEXT NOT NULL,
    key BLOB NOT NULL,
    path TEXT NOT NULL,
    statement TEXT NOT NULL,
    PRIMARY KEY (entry_id, name, position)
) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS stated_by_name ON stated (name, key, path)",
)
"""What pages state, by name, for documents that gather it: equal statements of many pages have one `key`. Made when it
is first needed, as `causes` is."""

# The invariant stands in the file itself, as triggers, where every program meets it (decision 0007). Rows of the first
# schema have `entry_id` 0: whose they were is not known.
HISTORY_MIGRATIONS: tuple[str, ...] = (
    """
CREATE TABLE publications (
    sequence INTEGER PRIMARY KEY,
    root BLOB NOT NULL,
    size INTEGER NOT NULL,
    published INTEGER NOT NULL
);

CREATE TABLE records (
    path TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES publications (sequence),
    leaf BLOB,
    type TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    modified INTEGER NOT NULL,
    title TEXT,
    PRIMARY KEY (path, sequence)
) WITHOUT ROWID;
CREATE INDEX records_by_sequence ON records (sequence);

CREATE TRIGGER publications_stay BEFORE DELETE ON publications BEGIN
    SELECT RAISE(ABORT, 'the publication history only grows');
END;
CREATE TRIGGER publications_fixed BEFORE UPDATE ON publications BEGIN
    SELECT RAISE(ABORT, 'the publication history only grows');
END;
CREATE TRIGGER records_stay BEFORE DELETE ON records BEGIN
    SELECT RAISE(ABORT, 'the publication history only grows');
END;
CREATE TRIGGER records_fixed BEFORE UPDATE OF path, sequence, leaf, type, content_hash, modified ON records BEGIN
    SELECT RAISE(ABORT, 'the publication history only grows');
END;
CREATE TRIGGER titles_only_go BEFORE UPDATE OF title ON records WHEN NEW.title IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'a title can only be withdrawn');
END;
""",
    """
ALTER TABLE records ADD COLUMN entry_id INTEGER NOT NULL DEFAULT 0;
CREATE INDEX records_by_entry ON records (entry_id, content_hash);
CREATE TRIGGER entries_fixed BEFORE UPDATE OF entry_id ON records BEGIN
    SELECT RAISE(ABORT, 'the publication history only grows');
END;
""",
)
"""A row of `records` says what an entry became with that publication; `leaf` NULL: it left. The records of publication
S are, for each path, the newest row up to S that has a leaf. When an entry is withdrawn its titles are erased (the
owner took the words back); its leaf hashes stay, so every root can be computed again. `entry_id` keeps an entry's past
together when its path changes."""
