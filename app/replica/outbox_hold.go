package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// heldFor says for how much longer a reply is held back. The end is noted when it is first
// asked for and counted from there by a clock that nobody can set; only after a restart is
// the computer's own time believed, and never for more than the longest hold. Called with mu
// held.
func (o *Outbox) heldFor(q wire.Queued) time.Duration {
	if q.HoldUntil == 0 {
		return 0
	}
	now := o.replica.opt.Clock()
	end, known := o.ends[q.ClientID]
	if !known {
		left := min(time.UnixMilli(q.HoldUntil).Sub(now), wire.MaxHold*time.Second)
		end = now.Add(left)
		o.ends[q.ClientID] = end
	}
	return end.Sub(now)
}

// Recall takes back what waits here, or was stopped, of what one press of Enter sent, and makes it the
// thread's draft, before what is written there now. It is one transaction: what is taken back
// is either in the queue or in the draft, also when the app dies. CodeConflict when it is on
// its way already, or the relay may have it: written again, it would come twice.
func (o *Outbox) Recall(ctx context.Context, clientID, draft string) ([]wire.Queued, error) {
	var back []wire.Queued
	err := o.change(ctx, "take back "+clientID, func(tx *sql.Tx) error {
		asked, err := o.recallable(ctx, tx, clientID)
		if err != nil {
			return err
		}
		for _, q := range asked {
			if err := o.toDraft(ctx, tx, q); err != nil {
				return err
			}
		}
		back = asked
		text := draftOf(asked, draft)
		if len(text) > maxDraft {
			return desk.Refuse(desk.CodeInvalid, "tooLong", desk.Params{"context": "draft"})
		}
		query, args := `INSERT INTO drafts (owner, thread, text) VALUES (?, ?, ?)
			ON CONFLICT (owner, thread) DO UPDATE SET text = excluded.text`, []any{o.owner(), back[0].ThreadID, text}
		if text == "" {
			query, args = `DELETE FROM drafts WHERE owner = ? AND thread = ?`, args[:2]
		}
		_, err = tx.ExecContext(ctx, query, args...)
		return err
	})
	if err != nil {
		return nil, err
	}
	o.files.recalled(back)
	return back, nil
}

// draftOf joins what was taken back and what is written now, each on lines of its own.
func draftOf(list []wire.Queued, draft string) string {
	var parts []string
	for _, q := range list {
		if slices.Contains(written, desk.MessageKind(q.Send.Content.Kind)) {
			parts = append(parts, q.Send.Content.Text)
		}
	}
	parts = slices.DeleteFunc(append(parts, draft), func(s string) bool { return s == "" })
	return strings.Join(parts, "\n")
}

// recallable gives the replies that go back with one: of its batch, oldest first, those that
// wait or were stopped. Called with mu held.
func (o *Outbox) recallable(ctx context.Context, tx *sql.Tx, clientID string) ([]wire.Queued, error) {
	list, err := queuedIn(ctx, tx, o.owner())
	if err != nil {
		return nil, err
	}
	var one wire.Queued
	for _, q := range list {
		if q.ClientID == clientID {
			one = q
		}
	}
	switch {
	case one.ClientID == "" || one.Send == nil:
		return nil, errNotQueued()
	case o.sending[clientID] || one.Tried:
		return nil, desk.Refuse(desk.CodeConflict, "sending")
	case !isWritten(one):
		return nil, desk.Refuse(desk.CodeInvalid, "notWritten")
	}
	var out []wire.Queued
	for _, q := range list {
		isOfIt := q.ClientID == clientID || one.Batch != "" && q.Batch == one.Batch && q.ThreadID == one.ThreadID
		if isOfIt && !o.sending[q.ClientID] && !q.Tried && isWritten(q) {
			out = append(out, q)
		}
	}
	return out, nil
}

// isWritten says whether the composer can hold a reply: text and files in its field and tray, a
// place, a card or a question in the form that it was made in, which the page fills in again. Of a
// template or a reaction only words would be left.
func isWritten(q wire.Queued) bool {
	if q.Send == nil {
		return false
	}
	kind := desk.MessageKind(q.Send.Content.Kind)
	return slices.Contains(written, kind) || slices.Contains(filledIn, kind)
}

// written is what is made in the composer's field and tray.
var written = []desk.MessageKind{desk.KindText, desk.KindImage, desk.KindVideo, desk.KindAudio, desk.KindDocument}

// filledIn is what has a form of its own. Its words are no draft.
var filledIn = []desk.MessageKind{desk.KindLocation, desk.KindContacts, desk.KindInteractive}

// toDraft takes a reply off the queue; its file lies beside the thread's draft again.
func (o *Outbox) toDraft(ctx context.Context, tx *sql.Tx, q wire.Queued) error {
	delete(o.ends, q.ClientID)
	if _, err := tx.ExecContext(ctx, `DELETE FROM queue WHERE client_id = ?`, q.ClientID); err != nil {
		return err
	}
	if q.File == nil {
		return nil
	}
	q.File.MediaID = "" // the relay keeps an upload that nothing uses for a while only
	doc, err := json.Marshal(q.File)
	if err != nil {
		return fmt.Errorf("encode %s: %w", q.File.LocalID, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO attached (file, owner, thread, at, doc) VALUES (?, ?, ?, ?, ?)`,
		q.File.LocalID, o.owner(), q.ThreadID, o.replica.opt.Clock().UnixMilli(), string(doc))
	return err
}

// released is a HoldUntil that is over by any clock. It stays on what was held, so that whoever
// leaves the conversation a second time waits for it again.
const released = 1

// Release ends the hold of an interaction's replies and returns when they have gone, with all
// that goes with them. CodeConflict when one of them was stopped: what follows would leave it
// behind.
func (o *Outbox) Release(ctx context.Context, interactionID string) error {
	if interactionID == "" {
		return nil // what is sent outside of any interaction belongs to many conversations
	}
	return o.release(ctx, func(q wire.Queued) bool { return q.Send.InteractionID == interactionID })
}

// ReleaseAll is Release for every conversation.
func (o *Outbox) ReleaseAll(ctx context.Context) error {
	return o.release(ctx, func(wire.Queued) bool { return true })
}

// ReleaseWith is Release for the conversation of one reply, which has no interaction when it
// was written after that had ended. One that is not here any more has gone.
func (o *Outbox) ReleaseWith(ctx context.Context, clientID string) error {
	list, err := o.Queued(ctx)
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.ClientID == clientID {
			return o.release(ctx, func(q wire.Queued) bool { return q.ThreadID == one.ThreadID })
		}
	}
	return nil
}

// release ends the hold of the replies that isOf names. If any was held, it waits for all of
// them: a place or a question is never held, and goes after what is.
func (o *Outbox) release(ctx context.Context, isOf func(wire.Queued) bool) error {
	of, held, err := o.waitingOf(ctx, isOf)
	if err != nil || !held {
		return err
	}
	err = o.change(ctx, "release held replies", func(tx *sql.Tx) error {
		list, err := queuedIn(ctx, tx, o.owner())
		if err != nil {
			return err
		}
		for _, q := range list {
			if !of[q.ClientID] || q.HoldUntil <= released {
				continue
			}
			q.HoldUntil, q.Batch = released, ""
			delete(o.ends, q.ClientID)
			doc, err := json.Marshal(q)
			if err != nil {
				return fmt.Errorf("encode %s: %w", q.ClientID, err)
			}
			if _, err := tx.ExecContext(ctx, `UPDATE queue SET doc = ? WHERE client_id = ?`, string(doc), q.ClientID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return o.gone(ctx, of)
}

// waitingOf names the replies that isOf names and that were not stopped, and says whether any
// of them is, or was, held back.
func (o *Outbox) waitingOf(ctx context.Context, isOf func(wire.Queued) bool) (of map[string]bool, held bool, err error) {
	list, err := o.Queued(ctx)
	if err != nil {
		return nil, false, err
	}
	of = map[string]bool{}
	for _, q := range list {
		if q.Send == nil || q.State == wire.QueuedStopped || !isOf(q) {
			continue
		}
		of[q.ClientID] = true
		held = held || q.HoldUntil > 0
	}
	return of, held, nil
}

// gone returns when none of the commands is in the queue any more.
func (o *Outbox) gone(ctx context.Context, ids map[string]bool) error {
	for {
		o.mu.Lock()
		news := o.news
		o.mu.Unlock()
		list, err := o.Queued(ctx)
		if err != nil {
			return err
		}
		left, err := leftOf(list, ids)
		if err != nil || !left {
			return err
		}
		select {
		case <-news:
		case <-ctx.Done():
			return desk.Refuse(desk.CodeUnavailable, "heldWaits")
		}
	}
}

// leftOf says whether any of ids is in the queue; CodeConflict when one was stopped, or stands
// behind one that was: waiting does not help then.
func leftOf(list []wire.Queued, ids map[string]bool) (left bool, err error) {
	blocked := map[string]bool{}
	for _, q := range list {
		if q.State == wire.QueuedStopped {
			blocked[laneOf(q)] = true
		}
		if !ids[q.ClientID] {
			continue
		}
		if left = true; blocked[laneOf(q)] {
			return true, desk.Refuse(desk.CodeConflict, "heldStopped")
		}
	}
	return left, nil
}

// queuedIn reads a user's queue in a transaction, with the states as they are stored.
func queuedIn(ctx context.Context, tx *sql.Tx, owner string) ([]wire.Queued, error) {
	rows, err := tx.QueryContext(ctx, `SELECT doc, state FROM queue WHERE owner = ? ORDER BY n`, owner)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	var out []wire.Queued
	for rows.Next() {
		var doc, state string
		if err := rows.Scan(&doc, &state); err != nil {
			return nil, err
		}
		var q wire.Queued
		if err := json.Unmarshal([]byte(doc), &q); err != nil {
			return nil, errors.New("a queued command cannot be decoded")
		}
		q.State = state
		out = append(out, q)
	}
	return out, rows.Err()
}
