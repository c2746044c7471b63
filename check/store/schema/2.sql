-- Who signed it: the fingerprint of a publisher whom the person added, "" for a
-- file that nobody vouches for.
ALTER TABLE pack ADD COLUMN signer TEXT NOT NULL DEFAULT '';
