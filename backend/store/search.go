package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
)

// SearchMessages gives messages that are what is asked for (see terms), newest first.
// A page may be longer than the limit: messages of one entry are not cut apart. With
// an error of subcode searchSlow or indexing the list has what was found until then, and the
// next page goes on from there. Among what an agent may see are interactions that
// they have ever owned, and all of the threads of those that they own now.
func (db *DB) SearchMessages(ctx context.Context, org desk.OrgID, q desk.MessageSearch) ([]*desk.Message, error) {
	return db.search(ctx, &hunt{db: db, org: org, Wanted: Wanted{Thread: q.ThreadID, By: q.By, Everybody: q.By == "", Filter: q.Filter}}, q)
}

// hunt is one search.
type hunt struct {
	Wanted
	db     *DB
	org    desk.OrgID
	limit  int
	found  []*desk.Message
	looked int                         // messages that were read
	most   int                         // that may be read; 0 = maxLooked
	mine   map[desk.InteractionID]bool // whether by has owned an interaction, as far as asked
	// handled is whether by has owned any of a thread, as far as asked
	handled map[string]bool
}

const (
	// maxLooked is how many messages one search reads to see whether they are
	// what was asked for: some hundredths of a second's. The index knows words and
	// not the signs between them, so that it may have to offer any number of
	// messages in vain.
	maxLooked = 1_000
	// lookBatch is how many candidates are read at once.
	lookBatch = 32
)

// errLooked says that maxLooked is used up.
var errLooked = errors.New("too many candidates")

func (db *DB) search(ctx context.Context, h *hunt, q desk.MessageSearch) ([]*desk.Message, error) {
	h.Query, h.limit, h.found = terms.Parse(plain(q.Query)), q.Limit, []*desk.Message{}
	h.mine, h.handled = map[desk.InteractionID]bool{}, map[string]bool{}
	// What has no letter finds nothing; only no words at all leave it to the filter.
	if h.Query.Empty() && (q.Query != "" || h.Filter.Empty()) || q.Limit <= 0 {
		return h.found, nil
	}
	ctx = desk.WithWork(ctx, desk.WorkSearch)
	if err := h.scope(ctx); err != nil {
		return nil, err
	}
	before := newest(q.Before)
	x := db.index.Load()
	if x == nil || !h.known() {
		err := h.scan(ctx, 0, before)
		return h.found, h.tooSlow(ctx, 100, err)
	}
	first, last, err := x.finder.Covers(ctx, h.org)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		from, to int64
		look     func(ctx context.Context, from, to int64) error
	}{
		{last + 1, before, h.newest}, // what came since
		{first, min(before, last+1), func(ctx context.Context, from, to int64) error { return h.ask(ctx, x.finder, from, to) }},
		{0, min(before, first), h.scan}, // what is still to be indexed
	} {
		if part.from >= part.to || h.enough(part.to-1) {
			continue
		}
		if err := part.look(ctx, part.from, part.to); err != nil {
			return h.found, h.tooSlow(ctx, x.finder.Progress(), err)
		}
	}
	return h.found, nil
}

// known says whether an index knows anything of what is searched for.
func (h *hunt) known() bool {
	return !h.Query.Empty() || h.Thread != "" || !h.Everybody || len(filterTokens(h.Filter)) > 0
}

// tooSlow puts a search that was cut short into words. progress is how much of the
// messages the index knows, in percent.
func (h *hunt) tooSlow(ctx context.Context, progress int, err error) error {
	if err == nil || ctx.Err() == nil && !errors.Is(err, errLooked) {
		return err
	}
	if progress < 100 {
		return &desk.Error{Code: desk.CodeUnavailable, Subcode: desk.SubIndexing, Op: "search", Err: err}
	}
	return &desk.Error{Code: desk.CodeUnavailable, Subcode: desk.SubSearchSlow, Op: "search", Err: err}
}

// scope reads what an agent may see beside what they have handled.
func (h *hunt) scope(ctx context.Context) error {
	if h.Everybody {
		return nil
	}
	owned, err := list[*desk.Interaction](ctx, h.db.reader, h.org, desk.InteractionsOwned.With(string(h.By)))
	for _, i := range owned {
		h.Open = append(h.Open, string(i.ThreadID))
	}
	return err
}

// enough says that the page is full and that a message with sequence seq would
// begin another entry's.
func (h *hunt) enough(seq int64) bool {
	return len(h.found) >= h.limit && h.found[len(h.found)-1].Seq != seq
}

// ask goes through what the index finds in [from, to), some at a time.
func (h *hunt) ask(ctx context.Context, x Finder, from, to int64) error {
	some := make([]Candidate, 0, lookBatch)
	err := x.Find(ctx, h.org, h.Wanted, from, to, func(c Candidate) (more bool, err error) {
		if h.mayStop(some, c.Seq) {
			if err := h.look(ctx, some); err != nil {
				return false, err
			}
			some = some[:0]
			if h.enough(c.Seq) {
				return false, nil
			}
			if h.looked >= cmp.Or(h.most, maxLooked) {
				return false, errLooked
			}
		}
		some = append(some, c)
		return true, nil
	})
	if err != nil {
		return err
	}
	return h.look(ctx, some)
}

// mayStop says that it is time to look at the candidates and that one with
// sequence seq would begin another entry's, so that none is cut apart.
func (h *hunt) mayStop(some []Candidate, seq int64) bool {
	return len(some) > 0 && some[len(some)-1].Seq != seq && len(some) >= min(lookBatch, max(h.limit-len(h.found), 1))
}

// look reads candidates and keeps those that are what was asked for.
func (h *hunt) look(ctx context.Context, some []Candidate) error {
	h.looked += len(some)
	ids := make([]desk.MessageID, len(some))
	for i, c := range some {
		ids[i] = c.ID
	}
	list, err := among[*desk.Message](ctx, h.db, desk.RowMessage, specOf[desk.RowMessage].selectMany, h.org, ids)
	if err != nil {
		return err
	}
	fits := make(map[desk.MessageID]*desk.Message, len(list))
	for _, m := range list {
		if (h.Thread == "" || m.ThreadID == h.Thread) && h.says(m.SearchText()) && h.Filter.Fits(m) {
			fits[m.ID] = m
		}
	}
	if err := h.askHandlers(ctx, fits); err != nil {
		return err
	}
	fitsThread, err := h.fitsThread(ctx, fits)
	if err != nil {
		return err
	}
	for _, c := range some {
		if m := fits[c.ID]; m != nil && m.Seq == c.Seq && h.concerns(m) && fitsThread(m.ThreadID) {
			h.found = append(h.found, m)
		}
	}
	return nil
}

// scan goes through the messages themselves in [from, to).
func (h *hunt) scan(ctx context.Context, from, to int64) error {
	for to > from {
		list, next, err := h.db.textPage(ctx, h.org, from, to, h.Filter.NumberID != "")
		if err != nil {
			return err
		}
		var some []Candidate
		for _, t := range list {
			done, err := h.lookAt(ctx, &some, t.seq)
			if err != nil || done {
				return err
			}
			if h.wants(t) {
				some = append(some, Candidate{desk.MessageID(t.id), t.seq})
			}
		}
		if err := h.look(ctx, some); err != nil {
			return err
		}
		to = next
	}
	return nil
}

// lookAt looks at the candidates when it is time to. done says that a message with sequence seq
// would be one too many.
func (h *hunt) lookAt(ctx context.Context, some *[]Candidate, seq int64) (done bool, err error) {
	if h.mayStop(*some, seq) {
		if err := h.look(ctx, *some); err != nil {
			return false, err
		}
		*some = (*some)[:0]
	}
	switch {
	case h.enough(seq):
		return true, nil
	case h.looked >= cmp.Or(h.most, maxLooked):
		return false, errLooked
	}
	return false, nil
}

// wants says whether a text may be what is asked for.
func (h *hunt) wants(t text) bool {
	return (h.Thread == "" || t.thread == string(h.Thread)) && h.mayFit(t) && (h.Query.Empty() || h.Query.Matches(t.search))
}

// says says whether a text has what is asked for.
func (h *hunt) says(text string) bool { return h.Query.Empty() || h.Query.Matches(plain(text)) }

// mayFit leaves out what the filter is not for as far as that is known of a text.
func (h *hunt) mayFit(t text) bool {
	f := h.Filter
	return (f.Files == "" || t.media != "") && (f.NumberID == "" || t.number == string(f.NumberID)) && t.at >= f.Since && (f.Until == 0 || t.at < f.Until)
}

// fitsThread tells the threads in which the filter searches.
func (h *hunt) fitsThread(ctx context.Context, list map[desk.MessageID]*desk.Message) (func(desk.ThreadID) bool, error) {
	if h.Filter.NumberID == "" && len(h.Filter.Labels) == 0 {
		return func(desk.ThreadID) bool { return true }, nil
	}
	var ask []desk.ThreadID
	for _, m := range list {
		ask = append(ask, m.ThreadID)
	}
	slices.Sort(ask)
	threads, err := among[*desk.Thread](ctx, h.db, desk.RowThread, specOf[desk.RowThread].selectMany, h.org, slices.Compact(ask))
	fitting := map[desk.ThreadID]bool{}
	for _, t := range threads {
		fitting[t.ID] = h.Filter.FitsThread(t)
	}
	return func(id desk.ThreadID) bool { return fitting[id] }, err
}

// concerns says whether the search is for that message, once askHandlers has
// been told of it.
func (h *hunt) concerns(m *desk.Message) bool {
	return h.Everybody || slices.Contains(h.Open, string(m.ThreadID)) || h.mine[m.InteractionID]
}

// askHandlers finds out who owned the interactions of the messages.
func (h *hunt) askHandlers(ctx context.Context, list map[desk.MessageID]*desk.Message) error {
	var ask []desk.InteractionID
	for _, m := range list {
		if _, asked := h.mine[m.InteractionID]; !asked && !h.concerns(m) {
			h.mine[m.InteractionID] = false
			ask = append(ask, m.InteractionID)
		}
	}
	owned, err := among[*desk.Interaction](ctx, h.db, desk.RowInteraction, specOf[desk.RowInteraction].selectMany, h.org, ask)
	for _, i := range owned {
		h.mine[i.ID] = slices.Contains(i.Handlers, h.By)
	}
	return err
}
