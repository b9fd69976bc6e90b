package bridge

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// changePage is how many rows one pull brings at most.
const changePage = 1000

// Sync gives the UI what changed in the replica.
type Sync struct {
	relay   Relay
	replica Replica
	company Company
}

// NewSync wires the service.
func NewSync(relay Relay, replica Replica, company Company) *Sync {
	return &Sync{relay, replica, company}
}

// Together gives the conversations that colleagues have in view right now.
func (s *Sync) Together() []wire.Together { return filled(s.company.Together()) }

// ChangeSet is rows changed since a revision, by kind. Gone names rows to drop.
type ChangeSet struct {
	Rev    int64         `json:"rev"` // ask from here next
	More   bool          `json:"more"`
	Rows   wire.Rows     `json:"rows"`
	Gone   []GoneRow     `json:"gone"`
	Unread []UnreadCount `json:"unread"` // all threads with unread messages, every time
}

// GoneRow names a row to drop.
type GoneRow struct {
	Kind string `json:"type" of:"desk.Kind"`
	ID   string `json:"id"`
}

// UnreadCount is how many inbound messages of a thread the person has not read.
type UnreadCount struct {
	ThreadID string `json:"threadId"`
	Count    int    `json:"count"`
}

// Changes gives what changed after rev. From 0 it gives every row but
// messages, in pages: ask again from Rev while More.
func (s *Sync) Changes(rev int64) (ChangeSet, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	items, next, more, err := s.replica.ChangesSince(ctx, rev, changePage)
	if err != nil {
		return ChangeSet{}, err
	}
	set := ChangeSet{Rev: next, More: more, Rows: wire.NewRows(), Gone: []GoneRow{}, Unread: []UnreadCount{}}
	for _, c := range items {
		if set.add(c) != nil {
			s.replica.Doubt(ctx, c.Kind, c.ID) // the others can be shown meanwhile
		}
	}
	unread, err := s.replica.Unread(ctx)
	if err != nil {
		return ChangeSet{}, err
	}
	for id, n := range unread {
		set.Unread = append(set.Unread, UnreadCount{id, n})
	}
	return set, nil
}

func (s *ChangeSet) add(c wire.Change) error {
	if c.Gone {
		s.Gone = append(s.Gone, GoneRow{c.Kind, c.ID})
		return nil
	}
	return s.Rows.Add(c)
}

// MessagePage is a page of a thread, oldest first.
type MessagePage struct {
	Messages []wire.Message `json:"messages"`
	More     bool           `json:"more"`    // older ones exist here or on the relay
	Offline  bool           `json:"offline"` // the relay could not be asked for older ones
}

// Messages gives the newest messages before (at, seq), or the newest of all
// for 0, 0. When the replica has no more it asks the relay and keeps the answer.
// What is here of the newest is given at once: a conversation that opens waits
// for nobody, and what is before is asked for as a page of its own.
func (s *Sync) Messages(threadID string, at, seq int64, limit int) (MessagePage, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	page, more, err := s.replica.Messages(ctx, threadID, at, seq, limit)
	if err != nil {
		return MessagePage{}, err
	}
	newest := at == 0 && seq == 0
	if len(page) >= limit || more || (newest && len(page) > 0) {
		return MessagePage{Messages: filled(page), More: true}, nil
	}
	return s.older(threadID, at, seq, limit, page)
}

// older completes a short page from the relay. Being offline is no error: the
// page says so.
func (s *Sync) older(threadID string, at, seq int64, limit int, have []wire.Message) (MessagePage, error) {
	if len(have) > 0 {
		at, seq = have[0].At, have[0].Seq
	}
	req := wire.OlderRequest{ThreadID: threadID, At: at, Seq: seq, Limit: limit - len(have)}
	got, err := ask(s.relay, commandDeadline, wire.CallOlder, req)
	if desk.CodeOf(err) == desk.CodeUnavailable {
		return MessagePage{Messages: filled(have), More: true, Offline: true}, nil
	}
	if err != nil {
		return MessagePage{}, err
	}
	ctx, cancel := within(readDeadline)
	defer cancel()
	if err := s.replica.KeepOlder(ctx, req, got); err != nil {
		return MessagePage{}, err
	}
	return MessagePage{Messages: append(messagesIn(got.Items), have...), More: got.More}, nil
}

// messagesIn picks the messages out of rows that came newest first, and turns
// them round.
func messagesIn(items []wire.Change) []wire.Message {
	out := make([]wire.Message, 0, len(items))
	for i := len(items) - 1; i >= 0; i-- {
		var m wire.Message
		if items[i].Kind == string(desk.RowMessage) && !items[i].Gone && items[i].Into(&m) == nil {
			out = append(out, m)
		}
	}
	return out
}

// MessagesFrom gives messages at or after seq, oldest first: to open a thread
// at a search hit or at the first unread.
func (s *Sync) MessagesFrom(threadID string, seq int64, limit int) ([]wire.Message, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	page, err := s.replica.MessagesFrom(ctx, threadID, seq, limit)
	return filled(page), err
}

// Search finds messages in the local copy; threadID "" = everywhere.
func (s *Sync) Search(query, threadID string, filter wire.SearchFilter, limit int) ([]wire.Message, error) {
	ctx, cancel := within(readDeadline)
	defer cancel()
	hits, err := s.replica.Search(ctx, query, threadID, filter, limit)
	return filled(hits), err
}

// SearchRelay finds older messages on the relay, before sequence before (0 =
// newest).
func (s *Sync) SearchRelay(query, threadID string, filter wire.SearchFilter, before int64, limit int) (MessagePage, error) {
	req := wire.SearchRequest{Query: query, ThreadID: threadID, Filter: filter, Before: before, Limit: limit}
	got, err := ask(s.relay, commandDeadline, wire.CallSearch, req)
	if err != nil {
		return MessagePage{}, err
	}
	ctx, cancel := within(readDeadline)
	defer cancel()
	if err := s.replica.Keep(ctx, got.Items); err != nil {
		return MessagePage{}, err
	}
	hits := messagesIn(got.Items)
	for i, j := 0, len(hits)-1; i < j; i, j = i+1, j-1 {
		hits[i], hits[j] = hits[j], hits[i]
	}
	return MessagePage{Messages: hits, More: got.More}, nil
}

// filled makes nil an empty list: the UI may not meet null.
func filled[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
