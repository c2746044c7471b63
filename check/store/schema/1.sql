CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

-- An installed pack. Its file is packs/<root>.neem; root is the digest that
-- was recounted and verified at import, and every later opening is held
-- against it.
CREATE TABLE pack (
	root      TEXT PRIMARY KEY,
	id        TEXT NOT NULL,
	edition   INTEGER NOT NULL,
	shard     INTEGER NOT NULL,
	shards    INTEGER NOT NULL,
	publisher TEXT NOT NULL,
	bytes     INTEGER NOT NULL,
	imported  TEXT NOT NULL -- RFC 3339
) STRICT;
