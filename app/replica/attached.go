package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	// attachedRoom is how many bytes files may take up that were picked and not
	// sent: five of the largest.
	attachedRoom = 5 * wire.MaxUpload
	// attachedStale is after how long a draft's file may be forgotten, and only
	// when another one needs its room: its thread may be out of sight for good.
	attachedStale = 30 * 24 * time.Hour
)

// attached is a file of a draft.
type attached struct {
	owner  string
	thread string
	at     int64
	file   wire.QueuedFile
}

// Drafts gives the files of drafts by thread, in the order in which they were
// picked.
func (a *Attachments) Drafts(ctx context.Context) (map[string][]wire.QueuedFile, error) {
	list, err := a.outbox.attached(ctx, a.outbox.owner())
	if err != nil {
		return nil, err
	}
	out := map[string][]wire.QueuedFile{}
	for _, f := range list {
		if f.recording() {
			continue
		}
		out[f.thread] = append(out[f.thread], f.file)
	}
	return out, nil
}

// makeRoom refuses a file for which there is no room beside the other unsent
// ones. It forgets drafts' files that are stale before it does.
func (a *Attachments) makeRoom(size int64) error {
	over := a.unsent() + size - attachedRoom
	if over <= 0 {
		return nil
	}
	ctx := context.Background() // bounded by the disk
	list, err := a.outbox.attached(ctx, a.outbox.owner())
	if err != nil {
		return err
	}
	stale := a.outbox.replica.opt.Clock().Add(-attachedStale).UnixMilli()
	for _, f := range list {
		if over <= 0 || f.at > stale {
			break // the oldest come first
		}
		if err := a.Drop(ctx, f.file.LocalID); err != nil {
			return err
		}
		over -= f.file.Size
	}
	if over <= 0 {
		return nil
	}
	return desk.Refuse(desk.CodeTooMany, "attachRoom", desk.Params{"most": int64(attachedRoom) >> 20})
}

// unsent is how much room the person's files take up that no queued reply
// carries. Each has room of their own: nobody can make room in another's.
func (a *Attachments) unsent() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	var sum int64
	owner := a.outbox.owner()
	for _, f := range a.done {
		if f.owner == owner {
			sum += f.size
		}
	}
	for _, in := range a.open {
		if in.owner == owner {
			sum += in.size
		}
	}
	return sum
}

// attached lists the files of a user's drafts, oldest first.
func (o *Outbox) attached(ctx context.Context, owner string) ([]attached, error) {
	return o.attachedBy(ctx, `SELECT owner, thread, at, doc FROM attached WHERE owner = ? ORDER BY n`, owner)
}

// attachedByAll lists the files of everybody's drafts.
func (o *Outbox) attachedByAll(ctx context.Context) ([]attached, error) {
	return o.attachedBy(ctx, `SELECT owner, thread, at, doc FROM attached ORDER BY n`)
}

func (o *Outbox) attachedBy(ctx context.Context, query string, args ...any) ([]attached, error) {
	rows, err := o.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, desk.Wrap("read attachments", err)
	}
	defer rows.Close() //nolint:errcheck // Err below has what matters
	var out []attached
	for rows.Next() {
		var a attached
		var doc string
		if err := rows.Scan(&a.owner, &a.thread, &a.at, &doc); err != nil {
			return nil, desk.Wrap("read attachments", err)
		}
		if err := json.Unmarshal([]byte(doc), &a.file); err != nil {
			return nil, desk.Wrap("read attachments", errors.New("a file's row cannot be decoded"))
		}
		out = append(out, a)
	}
	return out, desk.Wrap("read attachments", rows.Err())
}

// keepAttached notes a draft's file, on the disk.
func (o *Outbox) keepAttached(ctx context.Context, owner, threadID string, f wire.QueuedFile) error {
	doc, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode %s: %w", f.LocalID, err)
	}
	return o.attach(ctx, "attach "+f.LocalID, `INSERT INTO attached (file, owner, thread, at, doc) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (file) DO UPDATE SET doc = excluded.doc`,
		f.LocalID, owner, threadID, o.replica.opt.Clock().UnixMilli(), string(doc))
}

// forgetAttached forgets that a file belongs to a draft, if it does.
func (o *Outbox) forgetAttached(ctx context.Context, localID string) error {
	return o.attach(ctx, "detach "+localID, `DELETE FROM attached WHERE file = ?`, localID)
}

// attach changes the drafts' files. Nobody waits for it to send something, so
// it wakes nobody.
func (o *Outbox) attach(ctx context.Context, op, query string, args ...any) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, err := o.db.ExecContext(ctx, query, args...); err != nil {
		return errDisk(op, err)
	}
	return nil
}
