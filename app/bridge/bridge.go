// Package bridge holds the only structs that JavaScript can call, one file per
// screen area, and the pump that tells the UI that something changed.
//
// It is for turning the UI's wishes into calls of the replica, the outbox and
// the link, and their answers into plain types. It is not for rules: those are
// the relay's. It is the last step of the flow: UI ◀ bridge ◀ replica.
//
// Bound methods take no context and return plain structs with Unix
// milliseconds and no nil slices, because that is what Wails can describe.
package bridge

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/wire"
)

// Deadlines of what a person waits for at the screen.
const (
	readDeadline    = 5 * time.Second  // the local copy
	commandDeadline = 15 * time.Second // the relay
	slowDeadline    = 60 * time.Second // the relay asking Meta or a carrier
	uploadDeadline  = 7 * time.Minute  // one file: 100 MB at 2 Mbit/s
)

// Relay asks the relay. Both methods may be called concurrently; they give
// CodeUnavailable at once while there is no connection.
type Relay interface {
	// Command records something. out may be nil.
	Command(ctx context.Context, name string, body, out any) error
	// Call asks for an answer. out may be nil.
	Call(ctx context.Context, name string, body, out any) error
}

// Company knows who else is where.
type Company interface {
	// Together gives the conversations that colleagues have in view right now, of those that
	// this person may see.
	Together() []wire.Together
}

// Replica is the local copy. Everything in it may be shown to this person.
type Replica interface {
	// ChangesSince gives rows changed after rev, oldest first, with the rev to
	// ask from next. Asked from 0 it gives every row but messages.
	ChangesSince(ctx context.Context, rev int64, limit int) (items []wire.Change, next int64, more bool, err error)
	// Messages gives the newest messages of a thread before (at, seq); 0, 0 =
	// from the end. Oldest first in the answer.
	Messages(ctx context.Context, threadID string, at, seq int64, limit int) (page []wire.Message, more bool, err error)
	// MessagesFrom gives messages at or after seq, oldest first.
	MessagesFrom(ctx context.Context, threadID string, seq int64, limit int) ([]wire.Message, error)
	// Search finds messages; threadID "" = everywhere. Newest first.
	Search(ctx context.Context, query, threadID string, filter wire.SearchFilter, limit int) ([]wire.Message, error)
	// Keep stores hits of a search on the relay: they can be found again, but
	// leave holes between them and are not paged through.
	Keep(ctx context.Context, items []wire.Change) error
	// KeepOlder stores a page that joins what is here without a hole.
	KeepOlder(ctx context.Context, req wire.OlderRequest, page wire.OlderPage) error
	// Doubt says that a row makes no sense, so that the copy is rebuilt.
	Doubt(ctx context.Context, kind, id string)
	// Unread counts unread inbound messages per thread, for threads that have any.
	Unread(ctx context.Context) (map[string]int, error)
}

// Outbox holds what the person did until the relay has it. It survives
// everything but the loss of the disk.
type Outbox interface {
	// Put queues a command and returns when it is on disk.
	Put(ctx context.Context, q wire.Queued) error
	// Queued lists what waits or was stopped, oldest first.
	Queued(ctx context.Context) ([]wire.Queued, error)
	// Retry lets a stopped one go again; Discard forgets it.
	Retry(ctx context.Context, clientID string) error
	Discard(ctx context.Context, clientID string) error
	// Recall takes back what waits here of what one press of Enter sent, and makes it the
	// thread's draft, before what is written there now. CodeConflict once it is on its way
	// or the relay may have it.
	Recall(ctx context.Context, clientID, draft string) ([]wire.Queued, error)
	// Release ends the hold of an interaction's replies and returns when they have gone, with
	// all that goes after them; CodeConflict when one was stopped. ReleaseAll does it for every
	// conversation, ReleaseWith for that of one reply.
	Release(ctx context.Context, interactionID string) error
	ReleaseAll(ctx context.Context) error
	ReleaseWith(ctx context.Context, clientID string) error
	// Drafts and SaveDraft keep unsent text per thread; empty text forgets it.
	Drafts(ctx context.Context) (map[string]string, error)
	SaveDraft(ctx context.Context, threadID, text string) error
}

// within gives a context for one bound call. Wails gives methods none.
func within(d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), d)
}

// ask makes a call and gives its answer.
func ask[B, A any](r Relay, d time.Duration, c wire.Request[B, A], body B) (A, error) {
	var out A
	ctx, cancel := within(d)
	defer cancel()
	err := r.Call(ctx, c.Name, body, &out)
	return out, err
}

// record records a command and gives its answer.
func record[B, A any](r Relay, c wire.Request[B, A], body B) (A, error) {
	var out A
	ctx, cancel := within(commandDeadline)
	defer cancel()
	err := r.Command(ctx, c.Name, body, &out)
	return out, err
}
