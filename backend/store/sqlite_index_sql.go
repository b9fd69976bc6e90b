package store

// The layout of the index. word has every word once, so that the beginning of
// one is looked for among words and not among messages. rowid is the message's sequence and a slot, so the
// newest come first without sorting. Only the words are needed of a document, not
// where they stand, so no positions are kept. secure-delete takes what is removed
// out of the pages at once.
const (
	idxTables = `
CREATE TABLE state (org TEXT PRIMARY KEY, life TEXT NOT NULL, upto INTEGER NOT NULL, down INTEGER NOT NULL, top INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE handlers (interaction TEXT PRIMARY KEY, who TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE word (w TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5 (t, id UNINDEXED, detail = 'none', columnsize = 0, tokenize = 'ascii', prefix = '2 3 4');
INSERT INTO found (found, rank) VALUES ('secure-delete', 1);
`
	idxState    = `SELECT life, upto, down, top FROM state WHERE org = $1`
	idxSetState = `INSERT INTO state (org, life, upto, down, top) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org) DO UPDATE SET life = excluded.life, upto = excluded.upto, down = excluded.down, top = excluded.top`
	idxHandlers    = `SELECT who FROM handlers WHERE interaction = $1`
	idxSetHandlers = `INSERT INTO handlers (interaction, who) VALUES ($1, $2) ON CONFLICT (interaction) DO UPDATE SET who = excluded.who`
	idxAt          = `SELECT rowid, id, t FROM found WHERE rowid >= $1 AND rowid <= $2`
	idxNewest      = `SELECT rowid FROM found ORDER BY rowid DESC LIMIT 1`
	idxAdd         = `INSERT INTO found (rowid, t, id) VALUES ($1, $2, $3)`
	idxChange      = `UPDATE found SET t = $2 WHERE rowid = $1`
	idxOf          = `SELECT rowid, t FROM found WHERE id = $1`
	idxDrop        = `DELETE FROM found WHERE rowid = $1`
	idxFind        = `SELECT rowid, id FROM found WHERE found MATCH $1 AND rowid >= $2 AND rowid < $3 ORDER BY rowid DESC`
	idxAddWord     = `INSERT INTO word (w) VALUES ($1) ON CONFLICT DO NOTHING`
	idxHasWord     = `SELECT rowid FROM found WHERE found MATCH $1 LIMIT 1`
	idxDropWord    = `DELETE FROM word WHERE w = $1`
	idxWords       = `SELECT w FROM word WHERE w >= $1 AND w < $2 ORDER BY w LIMIT $3`
	idxLayout      = `PRAGMA user_version`
	idxSetLayout   = `PRAGMA user_version = %d;`
	idxPurge       = `PRAGMA wal_checkpoint(TRUNCATE)`
)

// indexPragmas: the index can be made again, so a commit need not reach the disk.
var (
	indexPragmas = []pragma{
		{"busy_timeout", "10000", "10000"}, {"journal_mode", "WAL", "wal"}, {"synchronous", "NORMAL", "1"},
		{"temp_store", "MEMORY", "2"}, {"secure_delete", "ON", "1"}, {"cache_size", "-16384", "-16384"},
	}
	indexReadPragmas = []pragma{
		{"busy_timeout", "10000", "10000"}, {"query_only", "ON", "1"}, {"temp_store", "MEMORY", "2"}, {"cache_size", "-16384", "-16384"},
	}
)
