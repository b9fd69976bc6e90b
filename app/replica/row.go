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

// row is a change with the columns that reads need.
type row struct {
	kind                                  desk.Kind
	id, thread, contact, interaction, doc string
	access                                string
	rev, at, seq                          int64
	inbound                               bool
}

// rowOf reads the columns out of a change's body.
func rowOf(c wire.Change) (row, error) {
	r := row{kind: desk.Kind(c.Kind), id: c.ID, doc: string(c.Body)}
	var f struct {
		ThreadID      string `json:"threadId"`
		ContactID     string `json:"contactId"`
		InteractionID string `json:"interactionId"`
		Access        string `json:"access"`
		Kind          string `json:"type"`
		At            int64  `json:"at"`
		Seq           int64  `json:"seq"`
		LastAt        int64  `json:"lastAt"`
		LastSeq       int64  `json:"lastSeq"`
		Out           bool   `json:"out"`
		Echo          bool   `json:"echo"`
		Rating        *struct {
			Part string `json:"part"`
		} `json:"rating"`
	}
	if err := json.Unmarshal(c.Body, &f); err != nil || c.ID == "" {
		// Not %w: the decoder's error may quote the body.
		return row{}, desk.Refuse(desk.CodeInvalid, "badRow", desk.Params{"kind": c.Kind})
	}
	r.thread, r.interaction = f.ThreadID, f.InteractionID
	switch r.kind {
	case desk.RowThread:
		r.thread, r.contact, r.access = c.ID, f.ContactID, f.Access
		r.at, r.seq = f.LastAt, f.LastSeq
	case desk.RowMessage:
		r.at, r.seq = f.At, f.Seq
		said := desk.MessageKind(f.Kind)
		// What the customer wrote long ago is history, and not unread; nor is a rating, which
		// nobody has to answer.
		r.inbound = !f.Out && !f.Echo && f.Rating == nil && said != desk.KindSystem && said != desk.KindReaction
	default:
		r.at = f.At
	}
	return r, nil
}

// position is a message's place in its thread.
type position struct{ at, seq int64 }

func (p position) before(q position) bool {
	return p.at < q.at || p.at == q.at && p.seq < q.seq
}

// floor gives the oldest position from which a thread is here without a hole.
func (b *batch) floor(ctx context.Context, thread string) (p position, ok bool, err error) {
	err = b.tx.QueryRowContext(ctx, `SELECT at, seq FROM floors WHERE thread = ?`, thread).Scan(&p.at, &p.seq)
	if errors.Is(err, sql.ErrNoRows) {
		return position{}, false, nil
	}
	return p, err == nil, err
}

func (b *batch) setFloor(ctx context.Context, thread string, p position) error {
	b.touched[thread] = true
	return b.exec(ctx, `INSERT INTO floors (thread, at, seq) VALUES (?, ?, ?)
		ON CONFLICT (thread) DO UPDATE SET at = excluded.at, seq = excluded.seq`, thread, p.at, p.seq)
}

// raiseFloor puts the floor of a thread that has just been entered at the
// oldest of the messages that an entry brings: an older one among them is a
// stray of the same range, with a hole above it. A thread of which an entry
// brings everything has no floor to speak of: a message that Meta delivers late
// may belong before all the others.
func (b *batch) raiseFloor(ctx context.Context, thread string) error {
	head, ok, err := b.thread(ctx, thread)
	if err != nil {
		return err
	}
	if ok && head.Messages > 0 && head.Messages <= wire.SnapshotPage {
		return b.setFloor(ctx, thread, position{})
	}
	var p position
	err = b.tx.QueryRowContext(ctx, `SELECT at, seq FROM rows WHERE thread = ? AND kind = 'message' AND gone = 0
		ORDER BY at DESC, seq DESC LIMIT 1 OFFSET ?`, thread, wire.SnapshotPage-1).Scan(&p.at, &p.seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // fewer than an entry brings: all of them came with it
	}
	if err != nil {
		return err
	}
	return b.setFloor(ctx, thread, p)
}

// thread gives a thread's row, and whether it is here.
func (b *batch) thread(ctx context.Context, id string) (head wire.Thread, ok bool, err error) {
	t, ok, err := b.find(ctx, desk.RowThread, id)
	if err != nil || !ok || t.gone {
		return wire.Thread{}, false, err
	}
	if err := json.Unmarshal([]byte(t.doc), &head); err != nil {
		return wire.Thread{}, false, fmt.Errorf("decode thread %s: %w", id, err)
	}
	return head, true, nil
}

// countUnread counts a thread's inbound messages beyond the read mark, from
// the floor on: what a search brought from long ago is not news.
func (b *batch) countUnread(ctx context.Context, thread string) error {
	head, _, err := b.thread(ctx, thread)
	if err != nil {
		return err
	}
	if head.Access != wire.AccessFull {
		return b.exec(ctx, `DELETE FROM unread WHERE thread = ?`, thread)
	}
	var mark wire.ReadMark
	h, ok, err := b.find(ctx, desk.RowReadMark, thread)
	if err != nil {
		return err
	}
	if ok && !h.gone {
		if err := json.Unmarshal([]byte(h.doc), &mark); err != nil {
			return fmt.Errorf("decode read mark %s: %w", thread, err)
		}
	}
	var n int
	err = b.tx.QueryRowContext(ctx, `SELECT count(*) FROM rows m JOIN floors f ON f.thread = m.thread
		WHERE m.thread = ? AND m.kind = 'message' AND m.gone = 0 AND m.inbound = 1 AND m.seq > ?
		AND (m.at, m.seq) >= (f.at, f.seq)`, thread, mark.UpToSeq).Scan(&n)
	if err != nil {
		return err
	}
	if mark.Unread {
		n = max(n, 1)
	}
	if n == 0 {
		return b.exec(ctx, `DELETE FROM unread WHERE thread = ?`, thread)
	}
	return b.exec(ctx, `INSERT INTO unread (thread, count) VALUES (?, ?)
		ON CONFLICT (thread) DO UPDATE SET count = excluded.count`, thread, n)
}
