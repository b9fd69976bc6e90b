package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	copyPage   = 500 // rows of a snapshot's page
	perThread  = 100 // messages of a conversation in the copy
	shownAtOne = 50  // messages that an opened conversation shows
	asking     = 40  // times that each question is asked
)

// copyOfMany measures a desktop's copy with as many messages as asked for, beside
// a table and a full-text index that hold the same texts and nothing else.
func (b *bench) copyOfMany(ctx context.Context) error {
	dir, err := b.fresh("copy")
	if err != nil {
		return err
	}
	began := time.Now()
	far, err := b.fillPlain(ctx, filepath.Join(dir, "plain.db"))
	if err != nil {
		return err
	}
	defer far.Close() //nolint:errcheck // a temporary file
	plain := sample{float64(b.size) / time.Since(began).Seconds()}
	began = time.Now()
	if err := b.fillCopy(ctx, dir); err != nil {
		return err
	}
	filled := sample{float64(b.size) / time.Since(began).Seconds()}
	var ours, theirs [4]sample // start, thread, search of a rare word, search of a frequent one
	for range b.repeat {
		for i := range ours {
			a, err := b.askCopy(ctx, dir, i)
			if err != nil {
				return err
			}
			f, err := b.askPlain(ctx, far, filepath.Join(dir, "plain.db"), i)
			if err != nil {
				return err
			}
			ours[i], theirs[i] = append(ours[i], a), append(theirs[i], f)
		}
	}
	b.table.add(fmt.Sprintf("a desktop's copy of %d messages: messages/s of a snapshot", b.size), filled.text(""), plain.text("")+" plain table", ratio(filled, plain))
	for i, what := range []string{"  start: open it", "  open a conversation, median", "  search a word of one in 1,000, median", "  search a word of all, median"} {
		b.table.add(what, ours[i].text(" ms"), theirs[i].text(" ms")+" plain table", ratio(ours[i], theirs[i]))
	}
	b.table.add("  file", fmt.Sprintf("%.0f MB", fileMB(filepath.Join(dir, "replica.db"))), fmt.Sprintf("%.0f MB plain table", fileMB(filepath.Join(dir, "plain.db"))), "")
	return nil
}

// fillCopy takes a snapshot in, page by page, as the link does.
func (b *bench) fillCopy(ctx context.Context, dir string) error {
	r, err := replica.Open(ctx, dir, replica.Options{})
	if err != nil {
		return err
	}
	if err := r.Welcome(ctx, wire.Welcome{Cursor: wire.Cursor{Life: "bench", Seq: int64(b.size)}, UserID: "usr_bench"}); err != nil {
		return errors.Join(err, r.Close())
	}
	for n := 0; n < b.size; {
		page := wire.Page{Next: "on"}
		for len(page.Items) < copyPage && n < b.size {
			items, err := copiedRows(n)
			if err != nil {
				return errors.Join(err, r.Close())
			}
			page.Items = append(page.Items, items...)
			n++
		}
		if n == b.size {
			page.Next = ""
		}
		if _, err := r.ApplyPage(ctx, page); err != nil {
			return errors.Join(err, r.Close())
		}
	}
	return r.Close()
}

// copiedRows gives the nth message, and its conversation with the first of it.
func copiedRows(n int) ([]wire.Change, error) {
	thread := threadName(n / perThread)
	m := wire.Message{
		ID: fmt.Sprintf("msg_bench%020d", n), ThreadID: thread, Seq: int64(n + 1), At: int64(n) * 1000,
		Kind: string(desk.KindText), Text: searchedText(n), Status: string(desk.StatusReceived),
	}
	body, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	rows := []wire.Change{{Kind: string(desk.RowMessage), ID: m.ID, Body: body}}
	if n%perThread != 0 {
		return rows, nil
	}
	if body, err = json.Marshal(wire.Thread{ID: thread, LastAt: m.At, LastSeq: m.Seq, Messages: perThread, Preview: m.Text}); err != nil {
		return nil, err
	}
	return append(rows, wire.Change{Kind: string(desk.RowThread), ID: thread, Body: body}), nil
}

func threadName(n int) string { return fmt.Sprintf("thr_bench%020d", n) }

// askCopy measures one thing of the copy, in milliseconds.
func (b *bench) askCopy(ctx context.Context, dir string, what int) (ms float64, err error) {
	at := time.Now()
	r, err := replica.Open(ctx, dir, replica.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if what == 0 {
		return float64(time.Since(at).Microseconds()) / 1000, nil
	}
	return median(func(i int) error {
		var got []wire.Message
		var err error
		switch what {
		case 1:
			got, _, err = r.Messages(ctx, threadName(i*7919%(b.size/perThread)), 0, 0, shownAtOne)
		case 2:
			got, err = r.Search(ctx, "marmalade", "", wire.SearchFilter{}, shownAtOne)
		default:
			got, err = r.Search(ctx, "hello", "", wire.SearchFilter{}, shownAtOne)
		}
		if err == nil && len(got) == 0 {
			err = errors.New("the copy has nothing to show")
		}
		return err
	})
}

// median asks often and gives the middle time in milliseconds.
func median(ask func(i int) error) (float64, error) {
	var all latencies
	for i := range asking {
		at := time.Now()
		if err := ask(i); err != nil {
			return 0, err
		}
		all = append(all, time.Since(at))
	}
	return all.at(50), nil
}

// openPlain opens the floor of a copy: one table and one full-text index.
func openPlain(ctx context.Context, path string) (*sql.DB, error) {
	q := url.Values{"_pragma": replicaPragmas}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS body (id INTEGER PRIMARY KEY, thread INTEGER NOT NULL, data BLOB NOT NULL);
		CREATE INDEX IF NOT EXISTS of_thread ON body (thread, id);
		CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (t, content = '')`)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (b *bench) fillPlain(ctx context.Context, path string) (*sql.DB, error) {
	db, err := openPlain(ctx, path)
	if err != nil {
		return nil, err
	}
	for n := 0; n < b.size; {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		for end := min(n+copyPage, b.size); n < end && err == nil; n++ {
			text := searchedText(n)
			if _, err = tx.ExecContext(ctx, `INSERT INTO body (id, thread, data) VALUES (?, ?, ?)`, n+1, n/perThread, text); err == nil {
				_, err = tx.ExecContext(ctx, `INSERT INTO words (rowid, t) VALUES (?, ?)`, n+1, text)
			}
		}
		if err = errors.Join(err, tx.Commit()); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// askPlain measures the same of the floor.
func (b *bench) askPlain(ctx context.Context, db *sql.DB, path string, what int) (float64, error) {
	if what == 0 {
		at := time.Now()
		other, err := openPlain(ctx, path)
		if err != nil {
			return 0, err
		}
		return float64(time.Since(at).Microseconds()) / 1000, other.Close()
	}
	byWord := `SELECT data FROM body WHERE id IN (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?)`
	return median(func(i int) error {
		switch what {
		case 1:
			return count(ctx, db, `SELECT data FROM body WHERE thread = ? ORDER BY id DESC LIMIT ?`, i*7919%(b.size/perThread), shownAtOne)
		case 2:
			return count(ctx, db, byWord, "marmalade", shownAtOne)
		}
		return count(ctx, db, byWord, "hello", shownAtOne)
	})
}

// count reads what a query gives.
func count(ctx context.Context, db *sql.DB, query string, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end
	var data []byte
	for rows.Next() {
		if err := rows.Scan(&data); err != nil {
			return err
		}
	}
	return rows.Err()
}
