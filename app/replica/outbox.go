package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Outbox holds what the person did until the relay has it, and drafts. Put,
// SaveDraft and the link's marks return when they are on the disk.
//
// Each person who uses the profile has an outbox of their own in it: what one
// left is neither shown to the next nor lost. See Own.
//
// One thing at a time goes out per thread, in the order in which it was
// written; something that was stopped holds the later ones of its thread back
// until the person decides. A program that was killed sends what was on its
// way again under the same client id, which the relay answers with its first
// answer.
type Outbox struct {
	// immutable
	db      *sql.DB
	replica *Replica
	files   *Attachments
	changed func()
	damage  *Damage
	person  atomic.Value // a string, see Own

	mu      sync.Mutex           // guards below; also one write at a time
	sending map[string]bool      // client ids that Next gave out
	news    chan struct{}        // closed and replaced when something may have become due
	ends    map[string]time.Time // when what is held may go, by client id, see heldFor
}

// Damage tells what happened to an outbox file that could not be read.
type Damage struct {
	Copy   string // where the damaged file was set aside
	Queued int    // replies that could be saved from it
	Drafts int    // drafts that could be saved from it
	Files  int    // files of drafts that could be saved from it
}

// Damage is nil unless the file was found damaged when it was opened.
func (o *Outbox) Damage() *Damage { return o.damage }

// Put queues a command and returns when it is on the disk. The same client id
// again changes nothing. CodeInvalid when it is too long or its file is not here.
func (o *Outbox) Put(ctx context.Context, q wire.Queued) error {
	if q.ClientID == "" || q.Name == "" {
		return desk.Refuse(desk.CodeInvalid, "badCommand", desk.Params{"context": "here"})
	}
	q.State, q.Reason, q.Said, q.Message = wire.QueuedWaiting, "", nil, ""
	file := ""
	if q.File != nil {
		if file = q.File.LocalID; !o.files.has(file) {
			return desk.Refuse(desk.CodeInvalid, "noFile", desk.Params{"context": "attached"})
		}
	}
	doc, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("encode %s: %w", q.ClientID, err)
	}
	if len(doc) > wire.MaxClientFrame-4096 {
		return desk.Refuse(desk.CodeInvalid, "tooLong", desk.Params{"context": "send"})
	}
	err = o.change(ctx, "queue "+q.ClientID, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO queue (client_id, lane, state, file, owner, doc) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (client_id) DO NOTHING`, q.ClientID, laneOf(q), q.State, file, o.owner(), string(doc)); err != nil {
			return err
		}
		if q.Note != nil {
			_, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE owner = ? AND thread = ? AND text = ?`, o.owner(), noteDraft(q.ThreadID), q.Note.Text)
			return err
		}
		if q.Send == nil {
			return nil
		}
		// What was sent is no draft any more, even if the app dies right now.
		if _, err := tx.ExecContext(ctx, `DELETE FROM attached WHERE file = ?`, file); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE owner = ? AND thread = ? AND text = ?`, o.owner(), q.ThreadID, q.Send.Content.Text)
		return err
	})
	if err == nil && file != "" {
		o.files.queued(file)
	}
	return err
}

// laneOf names what a command waits in line for: replies of a thread go in order, and so do
// its notes. A reply that was stopped holds no note up, and a note no reply.
func laneOf(q wire.Queued) string {
	switch {
	case q.ThreadID == "":
		return q.ClientID
	case q.Note != nil:
		return noteDraft(q.ThreadID)
	}
	return q.ThreadID
}

// noteDraft is under which name the draft of a note in a thread lies, which is never sent to
// the customer.
func noteDraft(threadID string) string { return "note/" + threadID }

// Queued lists what waits, goes or was stopped, oldest first.
func (o *Outbox) Queued(ctx context.Context) ([]wire.Queued, error) {
	o.mu.Lock()
	sending := make(map[string]bool, len(o.sending))
	for id := range o.sending {
		sending[id] = true
	}
	o.mu.Unlock()
	rows, err := o.db.QueryContext(ctx, `SELECT doc, state FROM queue WHERE owner = ? ORDER BY n`, o.owner())
	if err != nil {
		return nil, desk.Wrap("read outbox", err)
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	var out []wire.Queued
	for rows.Next() {
		var doc, state string
		if err := rows.Scan(&doc, &state); err != nil {
			return nil, desk.Wrap("read outbox", err)
		}
		var q wire.Queued
		if err := json.Unmarshal([]byte(doc), &q); err != nil {
			return nil, desk.Wrap("read outbox", errors.New("a queued command cannot be decoded"))
		}
		if q.State = state; sending[q.ClientID] && state == wire.QueuedWaiting {
			q.State = wire.QueuedSending
		}
		out = append(out, q)
	}
	return out, desk.Wrap("read outbox", rows.Err())
}

// Next gives the next command that may go, marked as sending, and waits until
// there is one. Whoever takes it ends with Done, MarkWaiting or MarkStopped.
func (o *Outbox) Next(ctx context.Context) (wire.Queued, error) {
	for {
		o.mu.Lock()
		news := o.news
		q, ok, wait, err := o.due(ctx)
		if ok {
			o.sending[q.ClientID] = true
		}
		o.mu.Unlock()
		if err != nil {
			return wire.Queued{}, desk.Wrap("read outbox", err)
		}
		if ok {
			q.State = wire.QueuedSending
			o.tell()
			return q, nil
		}
		var end <-chan time.Time
		if wait > 0 {
			end = o.replica.opt.After(wait)
		}
		select {
		case <-news:
		case <-end:
		case <-ctx.Done():
			return wire.Queued{}, ctx.Err()
		}
	}
}

// due finds the oldest command that waits for nothing, or says how long the next one is
// held, 0 = none is. Called with mu held.
func (o *Outbox) due(ctx context.Context) (q wire.Queued, ok bool, wait time.Duration, err error) {
	rows, err := o.db.QueryContext(ctx, `SELECT q.doc FROM queue q WHERE q.state = 'waiting' AND q.owner = ?
		AND NOT EXISTS (SELECT 1 FROM queue p WHERE p.owner = q.owner AND p.lane = q.lane AND p.n < q.n) ORDER BY q.n`, o.owner())
	if err != nil {
		return q, false, 0, err
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	for rows.Next() {
		var doc string
		if err := rows.Scan(&doc); err != nil {
			return q, false, 0, err
		}
		q = wire.Queued{}
		if err := json.Unmarshal([]byte(doc), &q); err != nil {
			return q, false, 0, errors.New("a queued command cannot be decoded")
		}
		held := o.heldFor(q)
		switch {
		case o.sending[q.ClientID]:
		case held <= 0:
			return q, true, 0, nil
		case wait == 0 || held < wait:
			wait = held
		}
	}
	return q, false, wait, rows.Err()
}

// MarkWaiting puts a command back that could not go now.
func (o *Outbox) MarkWaiting(clientID string) {
	o.mu.Lock()
	delete(o.sending, clientID)
	o.wake()
	o.mu.Unlock()
	o.tell()
}

// MarkTried notes, before a command is posted for the first time, that the relay may have
// it from now on. Only what is on the disk outlives a connection or an app that ends
// before the answer comes.
func (o *Outbox) MarkTried(ctx context.Context, clientID string) error {
	return o.edit(ctx, clientID, func(q *wire.Queued) (string, error) {
		q.Tried = true
		return q.State, nil
	})
}

// MarkUploaded notes that the command's file is at the relay, so that it is not
// sent again, and in the same write what MarkTried does: it is posted next.
func (o *Outbox) MarkUploaded(ctx context.Context, clientID string, up wire.Uploaded) error {
	return o.edit(ctx, clientID, func(q *wire.Queued) (string, error) {
		if q.File != nil {
			q.File.MediaID, q.File.MIME = up.MediaID, up.MIME
		}
		q.Tried = true
		return q.State, nil
	})
}

// MarkRefused notes the relay's answer to the command itself. Unless the relay failed or was
// busy, it is sure that it does not have it: the person may have it back.
func (o *Outbox) MarkRefused(ctx context.Context, clientID string, refusal error) error {
	isSure := desk.CodeOf(refusal) != desk.CodeInternal && !desk.Retryable(refusal)
	return o.stop(ctx, clientID, refusal, isSure)
}

// MarkStopped notes why the command did not go this time, which says nothing of an earlier
// try. The command and the later ones of its thread wait for the person.
func (o *Outbox) MarkStopped(ctx context.Context, clientID string, refusal error) error {
	return o.stop(ctx, clientID, refusal, false)
}

func (o *Outbox) stop(ctx context.Context, clientID string, refusal error, isSure bool) error {
	err := o.edit(ctx, clientID, func(q *wire.Queued) (string, error) {
		q.Tried = q.Tried && !isSure
		q.Reason, q.Said, q.Message = desk.SubcodeOf(refusal), wire.ErrorOf(refusal), ""
		if code := desk.CodeOf(refusal); q.Reason == "" || code == desk.CodeInternal {
			q.Reason = string(code)
		}
		return wire.QueuedStopped, nil
	})
	if err == nil {
		o.MarkWaiting(clientID) // only frees its place: a stopped one is never due
	}
	return err
}

// Done forgets a command that the relay has, and its file.
func (o *Outbox) Done(ctx context.Context, clientID string) error {
	return o.remove(ctx, clientID, nil)
}

// Discard forgets a command that the person gives up. One that is on its way, or was and
// goes again by itself, cannot be had back: CodeConflict. One that was stopped can be given
// up even if the relay may have it, which the page says: it would hold up its thread for ever
// if the relay never gave a sure answer.
func (o *Outbox) Discard(ctx context.Context, clientID string) error {
	return o.remove(ctx, clientID, func(tx *sql.Tx) error {
		q, err := queuedOne(ctx, tx, clientID)
		if err != nil {
			return err
		}
		if o.sending[clientID] || q.Tried && q.State == wire.QueuedWaiting {
			return desk.Refuse(desk.CodeConflict, "sending")
		}
		return nil
	})
}

// remove forgets a command unless may, called with mu held, says no.
func (o *Outbox) remove(ctx context.Context, clientID string, may func(*sql.Tx) error) error {
	var file string
	err := o.change(ctx, "forget "+clientID, func(tx *sql.Tx) error {
		if may != nil {
			if err := may(tx); err != nil {
				return err
			}
		}
		err := tx.QueryRowContext(ctx, `DELETE FROM queue WHERE client_id = ? RETURNING file`, clientID).Scan(&file)
		if errors.Is(err, sql.ErrNoRows) {
			return errNotQueued()
		}
		delete(o.sending, clientID)
		delete(o.ends, clientID)
		return err
	})
	if err == nil && file != "" {
		o.files.remove(file)
	}
	return err
}

func errNotQueued() error {
	return desk.Refuse(desk.CodeNotFound, "queued")
}

// Drafts gives unsent text by thread.
func (o *Outbox) Drafts(ctx context.Context) (map[string]string, error) {
	rows, err := o.db.QueryContext(ctx, `SELECT thread, text FROM drafts WHERE owner = ?`, o.owner())
	if err != nil {
		return nil, desk.Wrap("read drafts", err)
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	out := map[string]string{}
	for rows.Next() {
		var thread, text string
		if err := rows.Scan(&thread, &text); err != nil {
			return nil, desk.Wrap("read drafts", err)
		}
		out[thread] = text
	}
	return out, desk.Wrap("read drafts", rows.Err())
}

// maxDraft bounds a draft; a message may be much shorter.
const maxDraft = 64 << 10

// SaveDraft keeps unsent text of a thread; "" forgets it.
func (o *Outbox) SaveDraft(ctx context.Context, threadID, text string) error {
	if len(text) > maxDraft {
		return desk.Refuse(desk.CodeInvalid, "tooLong", desk.Params{"context": "draft"})
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	query, args := `INSERT INTO drafts (owner, thread, text) VALUES (?, ?, ?)
		ON CONFLICT (owner, thread) DO UPDATE SET text = excluded.text`, []any{o.owner(), threadID, text}
	if text == "" {
		query, args = `DELETE FROM drafts WHERE owner = ? AND thread = ?`, args[:2]
	}
	if _, err := o.db.ExecContext(ctx, query, args...); err != nil {
		return errDisk("save draft", err)
	}
	return nil
}
