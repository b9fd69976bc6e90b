package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// openOutbox opens the outbox and the files beside it. What was on its way
// when the app ended waits again: "sending" is never stored.
func openOutbox(ctx context.Context, dir string, r *Replica) (*Outbox, *Attachments, error) {
	o := &Outbox{
		replica: r, changed: r.opt.OnOutbox,
		sending: map[string]bool{}, news: make(chan struct{}), ends: map[string]time.Time{},
	}
	path := filepath.Join(dir, "outbox.db")
	db, err := openChecked(ctx, path)
	switch {
	case errors.Is(err, errLayout):
		return nil, nil, desk.Refuse(desk.CodeInternal, "outboxNewer")
	case isDamage(err), errors.Is(err, errDamaged):
		if db, o.damage, err = salvage(ctx, path, r.opt.Clock().UnixMilli()); err != nil {
			return nil, nil, err
		}
		r.opt.Log.ErrorContext(ctx, "outbox was damaged and set aside",
			"saved_replies", o.damage.Queued, "saved_drafts", o.damage.Drafts)
	case err != nil:
		return nil, nil, errDisk("open outbox", err)
	}
	o.db = db
	if o.files, err = o.openFiles(ctx, filepath.Join(dir, "outbox")); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return o, o.files, nil
}

func openChecked(ctx context.Context, path string) (*sql.DB, error) {
	db, err := openDB(path, writerDSN("FULL"), 1)
	if err != nil {
		return nil, err
	}
	var verdict string
	err = migrate(ctx, db, outboxVersion, outboxSchema, outboxUpgrades)
	if err == nil {
		err = db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict)
	}
	if err == nil && verdict != "ok" {
		err = errDamaged
	}
	if err == nil {
		err = checkRows(ctx, db)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// errDamaged is quick_check's word.
var errDamaged = errors.New("the outbox is damaged")

// salvage sets a damaged outbox aside and saves into a new one what can be
// read: from the front up to the damage and from the end down to it.
func salvage(ctx context.Context, path string, now int64) (*sql.DB, *Damage, error) {
	aside := fmt.Sprintf("%s.damaged-%d", path, now)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, nil, errDisk("set outbox aside", err)
		}
	}
	db, err := openChecked(ctx, path)
	if err != nil {
		return nil, nil, errDisk("make outbox", err)
	}
	d := &Damage{Copy: aside}
	old, err := openDB(aside, readerDSN, 1)
	if err != nil {
		return db, d, nil //nolint:nilerr // nothing can be read from it, which Damage tells
	}
	defer old.Close() //nolint:errcheck // only read
	for _, order := range []string{" ASC", " DESC"} {
		d.Queued += copyRows(ctx, old, db, queueRows, order,
			`INSERT INTO queue (n, client_id, lane, state, file, owner, doc) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
		d.Drafts += copyRows(ctx, old, db, draftRows, order,
			`INSERT INTO drafts (owner, thread, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`)
		d.Files += copyRows(ctx, old, db, attachedRows, order,
			`INSERT INTO attached (n, file, thread, at, owner, doc) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
	}
	return db, d, nil
}

// copyRows copies rows until one cannot be read, and counts the new ones. An
// outbox of before owners were noted has them without.
func copyRows(ctx context.Context, from, to *sql.DB, read, order, write string) (copied int) {
	rows, err := from.QueryContext(ctx, read+order)
	if isOtherTable(err) {
		rows, err = from.QueryContext(ctx, strings.Replace(read, "owner", "''", 1)+order)
	}
	if err != nil {
		return 0
	}
	defer rows.Close() //nolint:errcheck // what could be read was
	for rows.Next() {
		vals, err := valuesOf(rows)
		if err != nil || !wholeRow(vals) {
			continue
		}
		if res, err := to.ExecContext(ctx, write, vals...); err == nil {
			n, _ := res.RowsAffected() //nolint:errcheck // SQLite always knows
			copied += int(n)
		}
	}
	if rows.Err() != nil {
		return copied // the damage; the other direction may give more
	}
	return copied
}

// How rows are read when they are checked: wholeRow knows them by their number
// of columns.
const (
	queueRows    = `SELECT n, client_id, lane, state, file, owner, doc FROM queue ORDER BY n`
	attachedRows = `SELECT n, file, thread, at, owner, doc FROM attached ORDER BY n`
	draftRows    = `SELECT owner, thread, text FROM drafts ORDER BY thread`
)

// checkRows is errDamaged when a row holds what was never written to it: one
// such row would keep all others from being read.
func checkRows(ctx context.Context, db *sql.DB) error {
	for _, query := range []string{queueRows, attachedRows, draftRows} {
		if err := checkEach(ctx, db, query); err != nil {
			return err
		}
	}
	return nil
}

func checkEach(ctx context.Context, db *sql.DB, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if isOtherTable(err) {
		return errDamaged
	}
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	for rows.Next() {
		vals, err := valuesOf(rows)
		if err != nil {
			return err
		}
		if !wholeRow(vals) {
			return errDamaged
		}
	}
	return rows.Err()
}

func valuesOf(rows *sql.Rows) ([]any, error) {
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
	for i := range vals {
		ptrs[i] = &vals[i]
	}
	return vals, rows.Scan(ptrs...)
}

// fileShape is what Begin gives; nothing else ever becomes a path.
var fileShape = regexp.MustCompile(`^file_[0-9a-z]{8,40}$`)

// wholeRow says whether a row makes sense: a command or a file must decode and
// be what the row says it is.
func wholeRow(vals []any) bool {
	doc, ok := vals[len(vals)-1].(string)
	if !ok {
		return false
	}
	switch len(vals) {
	case 7:
		var q wire.Queued
		state, file := vals[3], ""
		if json.Unmarshal([]byte(doc), &q) != nil || q.ClientID != vals[1] || state != wire.QueuedWaiting && state != wire.QueuedStopped {
			return false
		}
		if q.File != nil {
			file = q.File.LocalID
		}
		return file == vals[4] && (file == "" || fileShape.MatchString(file))
	case 6:
		var f wire.QueuedFile
		return json.Unmarshal([]byte(doc), &f) == nil && f.LocalID == vals[1] && fileShape.MatchString(f.LocalID)
	default:
		return true
	}
}

// openFiles opens the folder of files with what the outbox says of them. What
// it does not know is left over and goes; after damage it is set aside, because
// the row that knew it may be among what could not be read.
func (o *Outbox) openFiles(ctx context.Context, dir string) (*Attachments, error) {
	queued, err := o.filesInUse(ctx)
	if err != nil {
		return nil, err
	}
	drafts, err := o.attachedByAll(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.mendVoices(ctx, dir, drafts); err != nil {
		return nil, err
	}
	aside := ""
	if o.damage != nil {
		aside = o.damage.Copy + "-files"
	}
	a, gone, err := openAttachments(dir, aside, queued, drafts)
	if err != nil {
		return nil, err
	}
	a.outbox = o
	for _, id := range gone {
		if err := o.forgetAttached(ctx, id); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// filesInUse gives the files that queued replies carry, and whose those are.
func (o *Outbox) filesInUse(ctx context.Context) (map[string]string, error) {
	rows, err := o.db.QueryContext(ctx, `SELECT file, owner FROM queue WHERE file <> ''`)
	if err != nil {
		return nil, desk.Wrap("read outbox", err)
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	used := map[string]string{}
	for rows.Next() {
		var id, owner string
		if err := rows.Scan(&id, &owner); err != nil {
			return nil, desk.Wrap("read outbox", err)
		}
		used[id] = owner
	}
	return used, desk.Wrap("read outbox", rows.Err())
}
