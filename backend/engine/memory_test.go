package engine_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// memory is a State in maps, with what the ledger and the store do around it.
// Rows go in and out as copies, as the real store's do.
type memory struct {
	rows    map[desk.Ref]desk.Row
	timers  map[string]desk.Timer
	jobs    map[string]desk.Job
	entries []desk.Entry
	feed    []desk.Change
	events  []desk.Event
	since   int64 // the key of ids counts from this entry
}

func newMemory() *memory {
	return &memory{rows: map[desk.Ref]desk.Row{}, timers: map[string]desk.Timer{}, jobs: map[string]desk.Job{}}
}

// copied shares the rows with m: none is changed in its place, the next version of it
// stands in its stead.
func (m *memory) copied() *memory {
	return &memory{
		rows: maps.Clone(m.rows), timers: maps.Clone(m.timers), jobs: maps.Clone(m.jobs),
		entries: slices.Clone(m.entries), feed: slices.Clone(m.feed), events: slices.Clone(m.events), since: m.since,
	}
}

func clone[T any](p *T) *T {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	out := new(T)
	if err := json.Unmarshal(b, out); err != nil {
		panic(err)
	}
	return out
}

// stored gives a row as it is after it was written and read.
func stored(r desk.Row) desk.Row {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	out := reflect.New(reflect.TypeOf(r).Elem()).Interface()
	if err := json.Unmarshal(b, out); err != nil {
		panic(err)
	}
	return out.(desk.Row)
}

func (m *memory) apply(seq int64, b desk.Batch) {
	seen := map[desk.Ref]bool{}
	for _, r := range b.Rows {
		if seen[r.RowKey()] {
			panic(fmt.Sprintf("row %v is twice in the batch", r.RowKey()))
		}
		seen[r.RowKey()] = true
		m.rows[r.RowKey()] = stored(r)
	}
	for _, ref := range b.Removed {
		delete(m.rows, ref)
	}
	for _, e := range b.Erasures {
		m.entries[e.Seq-1].Payload, m.entries[e.Seq-1].Erased = e.Left, seq
	}
	for _, f := range b.Feed {
		m.feed = append(m.feed, desk.Change{Seq: seq, Kind: f.Kind, ID: f.ID})
	}
	for i, e := range b.Events {
		e.Seq, e.N = seq, i+1
		m.events = append(m.events, e)
	}
	for _, t := range b.Untimers {
		delete(m.timers, string(t.Kind)+"/"+t.Subject)
	}
	for _, t := range b.Timers {
		m.timers[string(t.Kind)+"/"+t.Subject] = t
	}
	for _, j := range b.Unjobs {
		delete(m.jobs, string(j.Kind)+"/"+j.Subject)
	}
	for _, j := range b.Jobs {
		m.jobs[string(j.Kind)+"/"+j.Subject] = j
	}
}

// dump is everything in it, as text that can be compared.
func (m *memory) dump() string {
	var lines []string
	for ref, r := range m.rows {
		b, _ := json.Marshal(r)
		lines = append(lines, fmt.Sprintf("%s %s %s", ref.Kind, ref.ID, b))
	}
	for k, t := range m.timers {
		lines = append(lines, fmt.Sprintf("timer %s %d", k, t.DueAt))
	}
	for k, j := range m.jobs {
		lines = append(lines, fmt.Sprintf("job %s %+v", k, j))
	}
	for _, c := range m.feed {
		lines = append(lines, fmt.Sprintf("feed %08d %s %s", c.Seq, c.Kind, c.ID))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func notFound() error { return desk.Refuse(desk.CodeNotFound, "") }

func one[T any](m *memory, kind desk.Kind, id string) (*T, error) {
	r, ok := m.rows[desk.Ref{Kind: kind, ID: id}]
	if !ok {
		return nil, notFound()
	}
	return clone(any(r).(*T)), nil
}

// every gives the rows of a kind that fit, by id.
func every[T any](m *memory, kind desk.Kind, fits func(*T) bool) []*T {
	var refs []string
	for ref := range m.rows {
		if ref.Kind == kind {
			refs = append(refs, ref.ID)
		}
	}
	slices.Sort(refs)
	var out []*T
	for _, id := range refs {
		p := any(m.rows[desk.Ref{Kind: kind, ID: id}]).(*T)
		if fits == nil || fits(p) {
			out = append(out, clone(p))
		}
	}
	return out
}

func first[T any](list []*T) (*T, error) {
	if len(list) == 0 {
		return nil, notFound()
	}
	return list[0], nil
}

type (
	ctxt = context.Context
	org  = desk.OrgID
)

func (m *memory) IDKey(ctxt, org) (desk.IDKey, error) {
	return desk.IDKey{Key: []byte("of tests"), Since: m.since}, nil
}
func (m *memory) Row(_ ctxt, _ org, ref desk.Ref) (desk.Row, error) {
	r, ok := m.rows[ref]
	if !ok {
		return nil, notFound()
	}
	return r.Clone(), nil
}

func (m *memory) List(_ ctxt, _ org, l desk.List) ([]desk.Row, error) {
	out := []desk.Row{}
	for ref, r := range m.rows {
		if ref.Kind == l.Kind.Kind && l.Has(r) {
			out = append(out, r.Clone())
		}
	}
	slices.SortFunc(out, l.Compare)
	if l.Limit > 0 {
		out = cut(out, l.Limit)
	}
	return out, nil
}

func (m *memory) ContactByAlias(_ ctxt, _ org, alias string) (*desk.Contact, error) {
	return first(every(m, desk.RowContact, func(c *desk.Contact) bool { return slices.Contains(c.Aliases, alias) }))
}
func (m *memory) ThreadOf(_ ctxt, _ org, n desk.NumberID, c desk.ContactID) (*desk.Thread, error) {
	return first(every(m, desk.RowThread, func(t *desk.Thread) bool { return t.NumberID == n && t.ContactID == c }))
}
func (m *memory) FirstWaitingIn(_ ctxt, _ org, id desk.InboxID, limit int) ([]*desk.Interaction, error) {
	list := every(m, desk.RowInteraction, func(i *desk.Interaction) bool {
		return i.State == desk.InteractionWaiting && i.InboxID == id
	})
	slices.SortStableFunc(list, func(a, b *desk.Interaction) int {
		return cmp.Or(cmp.Compare(a.WaitingSince, b.WaitingSince), cmp.Compare(a.FirstSeq, b.FirstSeq))
	})
	return list[:min(limit, len(list))], nil
}
func (m *memory) OpenCounts(ctxt, org) (map[desk.UserID]int, error) {
	out := map[desk.UserID]int{}
	for _, i := range every[desk.Interaction](m, desk.RowInteraction, nil) {
		if i.State == desk.InteractionOpen {
			out[i.Owner]++
		}
	}
	return out, nil
}
func (m *memory) OpenCountsIn(_ ctxt, _ org, box desk.InboxID) (map[desk.UserID]int, error) {
	out := map[desk.UserID]int{}
	for _, i := range every[desk.Interaction](m, desk.RowInteraction, nil) {
		if i.State == desk.InteractionOpen && i.InboxID == box {
			out[i.Owner]++
		}
	}
	return out, nil
}
func (m *memory) PendingOffers(ctxt, org) (map[desk.UserID]int, error) {
	out := map[desk.UserID]int{}
	for _, o := range every[desk.Offer](m, desk.RowOffer, nil) {
		if o.State == desk.OfferOpen {
			out[o.UserID]++
		}
	}
	return out, nil
}
func (m *memory) MessageByProviderID(_ ctxt, _ org, id string) (*desk.Message, error) {
	return first(every(m, desk.RowMessage, func(x *desk.Message) bool { return x.ProviderID == id && id != "" }))
}
func (m *memory) Entry(_ ctxt, _ org, seq int64) (desk.Entry, error) {
	if seq < 1 || seq > int64(len(m.entries)) {
		return desk.Entry{}, notFound()
	}
	return m.entries[seq-1], nil
}

func (m *memory) KeysBetween(_ ctxt, _ org, from, to string, limit int) ([]int64, error) {
	var out []int64
	for _, e := range m.entries {
		if e.Key != "" && e.Key >= from && e.Key < to && len(out) < limit {
			out = append(out, e.Seq)
		}
	}
	return out, nil
}

func (m *memory) StampedAfter(_ ctxt, _ org, at int64, limit int) (a desk.Ahead, err error) {
	last := map[desk.ThreadID]bool{}
	a.Threads = every(m, desk.RowThread, func(t *desk.Thread) bool { return t.LastAt > at })
	for _, t := range a.Threads {
		last[t.ID] = true
	}
	a.Messages = every(m, desk.RowMessage, func(x *desk.Message) bool { return x.At > at && last[x.ThreadID] })
	slices.SortFunc(a.Messages, func(x, y *desk.Message) int {
		return cmp.Or(cmp.Compare(x.ThreadID, y.ThreadID), cmp.Compare(x.Seq, y.Seq), cmp.Compare(x.ID, y.ID))
	})
	a.Ended = every(m, desk.RowInteraction, func(i *desk.Interaction) bool { return i.State == desk.InteractionEnded && i.EndedAt > at })
	a.Notices = every(m, desk.RowNotice, func(n *desk.Notice) bool { return n.At > at })
	slices.SortFunc(a.Notices, func(x, y *desk.Notice) int {
		return cmp.Or(cmp.Compare(x.UserID, y.UserID), cmp.Compare(x.At, y.At), cmp.Compare(x.ID, y.ID))
	})
	a.Uploads = every(m, desk.RowUpload, func(u *desk.Upload) bool { return u.MessageID == "" && u.At > at })
	for _, j := range m.jobs {
		if j.DueAt > at {
			a.Jobs = append(a.Jobs, j)
		}
	}
	slices.SortFunc(a.Jobs, func(x, y desk.Job) int { return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Subject, y.Subject)) })
	for _, t := range m.timers {
		if t.Kind == desk.TimerUnknownSettle && t.DueAt > at {
			a.Unsettled = append(a.Unsettled, t)
		}
	}
	slices.SortFunc(a.Unsettled, func(x, y desk.Timer) int { return cmp.Compare(x.Subject, y.Subject) })
	a.Messages, a.Threads, a.Ended = cut(a.Messages, limit), cut(a.Threads, limit), cut(a.Ended, limit)
	a.Notices, a.Uploads, a.Jobs, a.Unsettled = cut(a.Notices, limit), cut(a.Uploads, limit), cut(a.Jobs, limit), cut(a.Unsettled, limit)
	return a, nil
}

func cut[T any](list []T, limit int) []T { return list[:min(limit, len(list))] }

// Reads of the tests themselves.

func (m *memory) User(_ ctxt, _ org, id desk.UserID) (*desk.User, error) {
	return one[desk.User](m, desk.RowUser, string(id))
}
func (m *memory) Waba(_ ctxt, _ org, id desk.WabaID) (*desk.Waba, error) {
	return one[desk.Waba](m, desk.RowWaba, string(id))
}
func (m *memory) Number(_ ctxt, _ org, id desk.NumberID) (*desk.Number, error) {
	return one[desk.Number](m, desk.RowNumber, string(id))
}
func (m *memory) NumberByPhoneID(_ ctxt, _ org, id string) (*desk.Number, error) {
	return first(every(m, desk.RowNumber, func(n *desk.Number) bool {
		return n.PhoneID == id && n.State != desk.NumberGone
	}))
}
func (m *memory) Inbox(_ ctxt, _ org, id desk.InboxID) (*desk.Inbox, error) {
	return one[desk.Inbox](m, desk.RowInbox, string(id))
}
func (m *memory) Template(_ ctxt, _ org, id desk.TemplateID) (*desk.Template, error) {
	return one[desk.Template](m, desk.RowTemplate, string(id))
}
func (m *memory) TemplateByMetaID(_ ctxt, _ org, waba desk.WabaID, id string) (*desk.Template, error) {
	return first(every(m, desk.RowTemplate, func(t *desk.Template) bool { return t.WabaID == waba && t.MetaID == id }))
}
func (m *memory) Contact(_ ctxt, _ org, id desk.ContactID) (*desk.Contact, error) {
	return one[desk.Contact](m, desk.RowContact, string(id))
}
func (m *memory) Thread(_ ctxt, _ org, id desk.ThreadID) (*desk.Thread, error) {
	return one[desk.Thread](m, desk.RowThread, string(id))
}
func (m *memory) Interaction(_ ctxt, _ org, id desk.InteractionID) (*desk.Interaction, error) {
	return one[desk.Interaction](m, desk.RowInteraction, string(id))
}
func (m *memory) OwnedBy(_ ctxt, _ org, id desk.UserID) ([]*desk.Interaction, error) {
	return every(m, desk.RowInteraction, func(i *desk.Interaction) bool {
		return i.State == desk.InteractionOpen && i.Owner == id
	}), nil
}
func (m *memory) Offer(_ ctxt, _ org, id desk.OfferID) (*desk.Offer, error) {
	return one[desk.Offer](m, desk.RowOffer, string(id))
}
func (m *memory) OpenOfferOf(_ ctxt, _ org, id desk.InteractionID) (*desk.Offer, error) {
	return first(every(m, desk.RowOffer, func(o *desk.Offer) bool {
		return o.InteractionID == id && o.State == desk.OfferOpen
	}))
}
func (m *memory) Message(_ ctxt, _ org, id desk.MessageID) (*desk.Message, error) {
	return one[desk.Message](m, desk.RowMessage, string(id))
}
func (m *memory) Upload(_ ctxt, _ org, id desk.MediaID) (*desk.Upload, error) {
	return one[desk.Upload](m, desk.RowUpload, string(id))
}
func (m *memory) ReadMark(_ ctxt, _ org, u desk.UserID, t desk.ThreadID) (*desk.ReadMark, error) {
	return one[desk.ReadMark](m, desk.RowReadMark, string(u)+"/"+string(t))
}
func (m *memory) UnreadNotices(_ ctxt, _ org, u desk.UserID) ([]*desk.Notice, error) {
	return every(m, desk.RowNotice, func(n *desk.Notice) bool { return n.UserID == u && !n.Read }), nil
}
