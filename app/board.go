package app

import (
	"context"
	"fmt"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/wire"
)

// boardPause is between two looks at what changed.
const boardPause = 40 * time.Millisecond

// board is what a page would hold: rows pulled from Sync, revision by revision. The
// journey reads it instead of a screen.
type board struct {
	sync *bridge.Sync
	rev  int64

	threads  map[string]wire.Thread
	offers   map[string]wire.Offer
	numbers  map[string]wire.Number
	messages map[string]wire.Message
}

func newBoard(s *bridge.Sync) *board {
	return &board{
		sync: s, threads: map[string]wire.Thread{}, offers: map[string]wire.Offer{}, numbers: map[string]wire.Number{},
		messages: map[string]wire.Message{},
	}
}

// pull takes in what changed.
func (b *board) pull() error {
	for more := true; more; {
		set, err := b.sync.Changes(b.rev)
		if err != nil {
			return err
		}
		for _, t := range set.Rows.Threads {
			b.threads[t.ID] = t
		}
		for _, o := range set.Rows.Offers {
			b.offers[o.ID] = o
		}
		for _, n := range set.Rows.Numbers {
			b.numbers[n.ID] = n
		}
		for _, m := range set.Rows.Messages {
			b.messages[m.ID] = m
		}
		for _, g := range set.Gone {
			delete(b.threads, g.ID)
			delete(b.offers, g.ID)
			delete(b.numbers, g.ID)
			delete(b.messages, g.ID)
		}
		b.rev, more = set.Rev, set.More
	}
	return nil
}

// until pulls until it is true.
func (b *board) until(ctx context.Context, is func(*board) bool) error {
	for {
		if err := b.pull(); err != nil {
			return err
		}
		if is(b) {
			return nil
		}
		if !clock.Sleep(ctx, boardPause) {
			return fmt.Errorf("it did not happen in time: %w", ctx.Err())
		}
	}
}

// sent gives the message that a reply of ours became; none if it is not there.
func (b *board) sent(clientID string) wire.Message {
	for _, m := range b.messages {
		if m.ClientID == clientID {
			return m
		}
	}
	return wire.Message{}
}
