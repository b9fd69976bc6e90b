package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite" // also registers the driver

	"github.com/parleydesk/parley/backend/wire"
)

// readers is how many reads run beside each other: the screen asks for a few
// things at once, more would only share one disk.
const readers = 4

// copyLayout is raised when copySchema, or what row.go and words.go make of a row, changes.
const copyLayout = 4

// copyVersion marks a copy. It is another one, and the copy is rebuilt from the
// relay, when the layout changes, or the kinds of rows that this app can keep: one
// that knew fewer has left out what it did not know.
var copyVersion = func() int {
	h := fnv.New32a()
	h.Write(fmt.Append(nil, copyLayout, wire.Kinds()))
	return int(h.Sum32() >> 1) // SQLite keeps 31 bits without a sign
}()

// copySchema holds rows as they came, with the few columns that reads need.
// The two indexes for search hold no text of their own (content=”): a row's
// text is taken from its doc again when it is to be removed. secure-delete
// makes a removal reach the index's pages at once, not at a later merge.
const copySchema = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rows (
	n           INTEGER PRIMARY KEY,
	kind        TEXT    NOT NULL,
	id          TEXT    NOT NULL,
	rev         INTEGER NOT NULL, -- 0 = never announced (older than what the screen holds)
	gone        INTEGER NOT NULL DEFAULT 0,
	thread      TEXT    NOT NULL DEFAULT '',
	contact     TEXT    NOT NULL DEFAULT '',
	interaction TEXT    NOT NULL DEFAULT '',
	access      TEXT    NOT NULL DEFAULT '',
	at          INTEGER NOT NULL DEFAULT 0,
	seq         INTEGER NOT NULL DEFAULT 0,
	inbound     INTEGER NOT NULL DEFAULT 0,
	doc         TEXT    NOT NULL DEFAULT '',
	UNIQUE (kind, id)
);
CREATE INDEX rows_rev      ON rows (rev);
CREATE INDEX rows_settled  ON rows (rev) WHERE kind <> 'message';
CREATE INDEX rows_thread   ON rows (thread, kind, at, seq);
CREATE INDEX rows_newest   ON rows (at, seq) WHERE kind = 'message' AND gone = 0;
CREATE INDEX rows_contact  ON rows (contact) WHERE kind = 'thread';
-- From (at, seq) of its floor on, a thread's messages are here without a hole.
CREATE TABLE floors (thread TEXT PRIMARY KEY, at INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE unread (thread TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (text, content='', prefix='2 3', tokenize='ascii');
CREATE VIRTUAL TABLE pairs USING fts5 (text, content='', tokenize='ascii');
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
INSERT INTO pairs (pairs, rank) VALUES ('secure-delete', 1);
`

const outboxVersion = 3

// outboxSchema is the layout of a new outbox: the first one and what was added.
const outboxSchema = outboxFirst + outboxAttached + outboxOwners

// outboxUpgrades bring an outbox of an older version to this one, by that
// version: what lies in it cannot be had again, so it is never made anew.
var outboxUpgrades = map[int]string{1: outboxAttached + outboxOwners, 2: outboxOwners}

// outboxFirst: n is the order of doing. lane is the thread, or the command
// itself when it has none: only within a lane does one wait for another.
const outboxFirst = `
CREATE TABLE queue (
	n         INTEGER PRIMARY KEY AUTOINCREMENT,
	client_id TEXT    NOT NULL UNIQUE,
	lane      TEXT    NOT NULL,
	state     TEXT    NOT NULL, -- waiting, stopped
	file      TEXT    NOT NULL, -- local id of its file, or ''
	doc       TEXT    NOT NULL
);
CREATE INDEX queue_lane ON queue (lane, n);
CREATE TABLE drafts (thread TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
`

// outboxAttached: files of drafts, in the order in which they were picked.
const outboxAttached = `
CREATE TABLE attached (
	n      INTEGER PRIMARY KEY AUTOINCREMENT,
	file   TEXT    NOT NULL UNIQUE, -- local id
	thread TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	doc    TEXT    NOT NULL
);
`

// outboxOwners: several people may use one profile, one after the other, and
// each finds their own again. owner is a user's id; "" is from before that was
// noted, see Outbox.Own.
const outboxOwners = `
ALTER TABLE queue ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE attached ADD COLUMN owner TEXT NOT NULL DEFAULT '';
CREATE TABLE owned_drafts (owner TEXT NOT NULL, thread TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (owner, thread)) WITHOUT ROWID;
INSERT INTO owned_drafts (owner, thread, text) SELECT '', thread, text FROM drafts;
DROP TABLE drafts;
ALTER TABLE owned_drafts RENAME TO drafts;
`

const readerDSN = "?_pragma=busy_timeout(5000)&_pragma=query_only(1)"

func writerDSN(synchronous string) string {
	return "?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(" +
		synchronous + ")&_pragma=secure_delete(1)"
}

// makePrivate makes path a file that only this account can read; SQLite gives
// its log the rights of the file. Files of earlier versions were open to others.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // our own file
	if err != nil {
		return fmt.Errorf("make %s: %w", filepath.Base(path), err)
	}
	err = f.Close()
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if e := os.Chmod(path+suffix, 0o600); !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

func openDB(path, params string, conns int) (*sql.DB, error) {
	if err := makePrivate(path); err != nil {
		return nil, err
	}
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/… is file:/C:/…
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: slashed}).EscapedPath()+params)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", filepath.Base(path), err)
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// errLayout is a file of another version.
var errLayout = errors.New("the file has another layout")

// migrate makes the tables of a new file, or brings an older one up to date; a
// file of another version is errLayout.
func migrate(ctx context.Context, db *sql.DB, version int, schema string, upgrades map[int]string) error {
	var have, tables int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&have); err != nil {
		return fmt.Errorf("read layout: %w", err)
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return fmt.Errorf("read layout: %w", err)
	}
	if have == version {
		return nil
	}
	if upgrade := upgrades[have]; upgrade != "" {
		schema = upgrade
	} else if have != 0 || tables != 0 {
		return fmt.Errorf("layout %d: %w", have, errLayout)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, schema+fmt.Sprintf("PRAGMA user_version = %d;", version)); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	return nil
}

func removeDatabase(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove damaged %s: %w", filepath.Base(path), err)
		}
	}
	return nil
}

// isOtherTable says that a table or a column is not there, whatever the file
// says of its version.
func isOtherTable(err error) bool {
	var e *sqlite.Error
	const sqlError = 1
	return errors.As(err, &e) && e.Code()&0xff == sqlError
}

// isDamage tells SQLite's word that a file is broken from any other failure.
func isDamage(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	const corrupt, notADatabase = 11, 26
	code := e.Code() & 0xff // the rest refines it
	return code == corrupt || code == notADatabase
}
