package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Retry lets a stopped command go again, because the person saw why and wants
// it: under the assignment as it is now, and even if somebody else has
// answered, or the customer has not agreed to a template. It gets a new client id, because the relay has answered the old
// one for ever; except where the relay may have the old one already, or may still
// turn it into a message: it would come twice.
func (o *Outbox) Retry(ctx context.Context, clientID string) error {
	return o.edit(ctx, clientID, func(q *wire.Queued) (string, error) {
		if q.State != wire.QueuedStopped {
			return "", desk.Refuse(desk.CodeConflict, "notStopped")
		}
		if !q.Tried && q.Reason != string(desk.CodeInternal) {
			q.ClientID = desk.NewID("cmd")
		}
		if q.Send != nil {
			o.freshen(ctx, q.Send)
		}
		if q.File != nil {
			q.File.MediaID = "" // the relay keeps an upload that nothing uses for a while only
		}
		q.Reason, q.Said, q.Message, q.HoldUntil, q.Batch = "", nil, "", 0, ""
		return wire.QueuedWaiting, nil
	})
}

// freshen writes a send for the thread as the person sees it now.
func (o *Outbox) freshen(ctx context.Context, s *wire.Send) {
	s.OnlyUnanswered, s.OnlyUnchanged, s.AskOptIn = false, false, false
	var t wire.Thread
	if o.replica.Row(ctx, desk.RowThread, s.ThreadID, &t) != nil {
		return // not here any more: the relay will say why it cannot go
	}
	s.InteractionID, s.Epoch, s.SeenSeq = t.InteractionID, t.Epoch, max(s.SeenSeq, t.LastSeq)
}

// edit changes one queued command in a transaction; f gives its new state.
func (o *Outbox) edit(ctx context.Context, clientID string, f func(*wire.Queued) (string, error)) error {
	return o.change(ctx, "change "+clientID, func(tx *sql.Tx) error {
		q, err := queuedOne(ctx, tx, clientID)
		if err != nil {
			return err
		}
		if q.State, err = f(&q); err != nil {
			return err
		}
		b, err := json.Marshal(q)
		if err != nil {
			return fmt.Errorf("encode %s: %w", clientID, err)
		}
		_, err = tx.ExecContext(ctx, `UPDATE queue SET client_id = ?, lane = ?, state = ?, doc = ? WHERE client_id = ?`,
			q.ClientID, laneOf(q), q.State, string(b), clientID)
		return err
	})
}

// queuedOne reads a queued command in a transaction, with its state as it is stored.
func queuedOne(ctx context.Context, tx *sql.Tx, clientID string) (q wire.Queued, err error) {
	var doc, state string
	err = tx.QueryRowContext(ctx, `SELECT doc, state FROM queue WHERE client_id = ?`, clientID).Scan(&doc, &state)
	if errors.Is(err, sql.ErrNoRows) {
		return q, errNotQueued()
	}
	if err != nil {
		return q, err
	}
	if err := json.Unmarshal([]byte(doc), &q); err != nil {
		return q, errors.New("a queued command cannot be decoded")
	}
	q.State = state
	return q, nil
}

// change runs f in one durable transaction and wakes whoever waits for work.
func (o *Outbox) change(ctx context.Context, op string, f func(*sql.Tx) error) error {
	if err := o.transact(ctx, f); err != nil {
		if desk.CodeOf(err) != desk.CodeInternal || ctx.Err() != nil {
			return desk.Wrap(op, err)
		}
		return errDisk(op, err)
	}
	o.tell()
	return nil
}

func (o *Outbox) transact(ctx context.Context, f func(*sql.Tx) error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	o.wake()
	return nil
}

// wake lets Next look again. Called with mu held.
func (o *Outbox) wake() {
	close(o.news)
	o.news = make(chan struct{})
}

func (o *Outbox) tell() {
	if o.changed != nil {
		o.changed()
	}
}

func (o *Outbox) close() error {
	if o == nil {
		return nil
	}
	return errors.Join(o.files.closeAll(), o.db.Close())
}
