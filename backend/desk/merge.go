package desk

import (
	"cmp"
	"slices"
)

// Merge is kept by a customer who is the same person as another one, as somebody of ours has
// said. They keep their addresses and conversations, so that each goes on where it was written;
// what is noted of the person is kept by the other one.
type Merge struct {
	Into ContactID `json:"into"`
	At   int64     `json:"at"`
	By   UserID    `json:"by"`
	// Was and Became are what was noted of the other one before and after: what has not
	// changed since goes back when the merge is undone.
	Was    PersonFacts `json:"was"`
	Became PersonFacts `json:"became"`
}

// Parting is kept by both customers whose merge was undone: who sees only the other one may have
// the row of this one, and is to let it go.
type Parting struct {
	From ContactID `json:"from"`
	Seq  int64     `json:"seq"` // of the entry that undid it
}

// Part notes that a customer is not one person with another one any more.
func (c *Contact) Part(from ContactID, seq int64) {
	c.Parted = slices.DeleteFunc(slices.Clone(c.Parted), func(p Parting) bool { return p.From == from })
	c.Parted = append(c.Parted[max(0, len(c.Parted)-MostMerged+1):], Parting{From: from, Seq: seq})
}

// MostMerged bounds of how many customers one person may be.
const MostMerged = 20

// PersonFacts are what people note of a customer, and what the customer agreed to.
type PersonFacts struct {
	SavedName  string        `json:"savedName,omitempty"`
	AccountID  string        `json:"accountId,omitempty"`
	Language   string        `json:"language,omitempty"`
	Labels     []string      `json:"labels,omitempty"`
	Notes      []ContactNote `json:"notes,omitempty"`
	Attributes []KV          `json:"attributes,omitempty"`
	OptIns     []OptIn       `json:"optIns,omitempty"`
	Stops      []Stop        `json:"stops,omitempty"`
	BlockedAt  int64         `json:"blockedAt,omitempty"`
	BlockedBy  UserID        `json:"blockedBy,omitempty"`
}

func (f PersonFacts) clone() PersonFacts {
	f.Labels, f.Notes, f.Attributes = slices.Clone(f.Labels), slices.Clone(f.Notes), slices.Clone(f.Attributes)
	f.OptIns, f.Stops = slices.Clone(f.OptIns), slices.Clone(f.Stops)
	for i := range f.OptIns {
		f.OptIns[i] = f.OptIns[i].clone()
	}
	return f
}

func (m *Merge) copied() *Merge {
	if m == nil {
		return nil
	}
	c := *m
	c.Was, c.Became = m.Was.clone(), m.Became.clone()
	return &c
}

// Facts gives what is noted of a customer.
func (c *Contact) Facts() PersonFacts {
	return PersonFacts{
		SavedName: c.SavedName, AccountID: c.AccountID, Language: c.Language, Labels: c.Labels, Notes: c.Notes, Attributes: c.Attributes,
		OptIns: c.OptIns, Stops: c.Stops, BlockedAt: c.BlockedAt, BlockedBy: c.BlockedBy,
	}.clone()
}

// SetFacts has something else noted of a customer.
func (c *Contact) SetFacts(f PersonFacts) {
	f = f.clone()
	c.SavedName, c.AccountID, c.Language, c.Labels, c.Notes, c.Attributes = f.SavedName, f.AccountID, f.Language, f.Labels, f.Notes, f.Attributes
	c.OptIns, c.Stops, c.BlockedAt, c.BlockedBy = f.OptIns, f.Stops, f.BlockedAt, f.BlockedBy
}

// The facts of which a merge keeps one: see Joined. Attributes are named by their ids.
const (
	KeepName     = "name"
	KeepAccount  = "accountId"
	KeepLanguage = "language"
)

// Joined gives what is noted of a person who was two. Of what can be only one thing, it is the
// first one's, unless they have none or take names it. The stricter consent holds: an
// agreement counts where both have given it, a stop and a block where either has.
func (f PersonFacts) Joined(other PersonFacts, take []string) PersonFacts {
	out := f.clone()
	one := func(name, a, b string) string {
		if b != "" && (a == "" || slices.Contains(take, name)) {
			return b
		}
		return a
	}
	out.SavedName, out.AccountID, out.Language = one(KeepName, f.SavedName, other.SavedName), one(KeepAccount, f.AccountID, other.AccountID), one(KeepLanguage, f.Language, other.Language)
	for _, label := range other.Labels {
		if !slices.Contains(out.Labels, label) {
			out.Labels = append(out.Labels, label)
		}
	}
	for _, kv := range other.Attributes {
		switch at := slices.IndexFunc(out.Attributes, func(have KV) bool { return have.Key == kv.Key }); {
		case at < 0:
			out.Attributes = append(out.Attributes, kv)
		case slices.Contains(take, kv.Key):
			out.Attributes[at] = kv
		}
	}
	out.Notes = append(out.Notes, other.Notes...)
	slices.SortStableFunc(out.Notes, func(a, b ContactNote) int { return cmp.Compare(a.At, b.At) })
	out.joinConsent(other)
	if out.BlockedAt == 0 {
		out.BlockedAt, out.BlockedBy = other.BlockedAt, other.BlockedBy
	}
	return out
}

// joinConsent keeps of the agreements of two what both agreed to, and every stop.
func (f *PersonFacts) joinConsent(other PersonFacts) {
	a, b := &Contact{OptIns: f.OptIns}, &Contact{OptIns: other.OptIns}
	var kept []OptIn
	for _, o := range slices.Concat(f.OptIns, other.OptIns) {
		if o = o.clone(); o.WithdrawnAt == 0 {
			o.Purposes = slices.DeleteFunc(o.Purposes, func(p Purpose) bool { return !a.Agreed(p) || !b.Agreed(p) })
		}
		if len(o.Purposes) > 0 {
			kept = append(kept, o)
		}
	}
	slices.SortStableFunc(kept, func(a, b OptIn) int { return cmp.Compare(a.RecordedAt, b.RecordedAt) })
	f.OptIns = kept
	stopped := (&Contact{OptIns: a.OptIns, Stops: f.Stops}).Stopped() || (&Contact{OptIns: b.OptIns, Stops: other.Stops}).Stopped()
	f.Stops = append(f.Stops, other.Stops...)
	slices.SortStableFunc(f.Stops, func(a, b Stop) int { return cmp.Compare(a.At, b.At) })
	f.Stops = f.Stops[max(0, len(f.Stops)-mostStops):]
	if joined := (&Contact{OptIns: kept, Stops: f.Stops}); stopped && !joined.Stopped() {
		// The other one agreed later than this one stopped: the stop still holds for this one.
		last := f.Stops[len(f.Stops)-1]
		last.ResumedAt = 0
		for _, o := range kept {
			last.At = max(last.At, o.At)
		}
		f.Stops[len(f.Stops)-1] = last
	}
}

// Parted gives what is noted of the person who stays when a merge is undone: what the merge
// brought goes, and what was changed since stays.
func (f PersonFacts) Parted(m *Merge) PersonFacts {
	was, became, out := m.Was.clone(), m.Became, f.clone()
	back(&out.SavedName, was.SavedName, became.SavedName)
	back(&out.AccountID, was.AccountID, became.AccountID)
	back(&out.Language, was.Language, became.Language)
	if out.BlockedAt == became.BlockedAt {
		out.BlockedAt, out.BlockedBy = was.BlockedAt, was.BlockedBy
	}
	itself := func(s string) string { return s }
	out.Labels = parted(out.Labels, was.Labels, became.Labels, itself)
	out.Notes = parted(out.Notes, was.Notes, became.Notes, func(n ContactNote) string { return n.ID })
	out.Attributes = partedValues(out.Attributes, was.Attributes, became.Attributes)
	out.OptIns = partedOptIns(out.OptIns, was.OptIns, became.OptIns)
	if slices.Equal(out.Stops, became.Stops) {
		out.Stops = was.Stops
	} else {
		out.Stops = parted(out.Stops, was.Stops, became.Stops, func(s Stop) int64 { return s.At })
	}
	return out
}

func back(now *string, was, became string) {
	if *now == became {
		*now = was
	}
}

// parted gives the list of before without what was taken from it since, and with what came to
// it since.
func parted[T any, K comparable](now, was, became []T, key func(T) K) []T {
	has := func(list []T, k K) bool { return slices.ContainsFunc(list, func(x T) bool { return key(x) == k }) }
	out := slices.DeleteFunc(slices.Clone(was), func(x T) bool { return has(became, key(x)) && !has(now, key(x)) })
	for _, x := range now {
		if !has(became, key(x)) && !has(out, key(x)) {
			out = append(out, x)
		}
	}
	return out
}

func partedValues(now, was, became []KV) []KV {
	value := func(list []KV, key string) (string, bool) {
		for _, kv := range list {
			if kv.Key == key {
				return kv.Value, true
			}
		}
		return "", false
	}
	out := slices.DeleteFunc(slices.Clone(was), func(kv KV) bool {
		_, had := value(became, kv.Key)
		_, has := value(now, kv.Key)
		return had && !has
	})
	for _, kv := range now {
		if v, had := value(became, kv.Key); had && v == kv.Value {
			continue // since the merge nobody touched it
		}
		if at := slices.IndexFunc(out, func(o KV) bool { return o.Key == kv.Key }); at >= 0 {
			out[at] = kv
		} else {
			out = append(out, kv)
		}
	}
	return out
}

// partedOptIns keeps what was withdrawn since withdrawn, also where the merge had left it out.
func partedOptIns(now, was, became []OptIn) []OptIn {
	return TakeWithdrawals(parted(now, was, became, func(o OptIn) string { return o.ID }), now)
}

// TakeWithdrawals gives opt-ins with the withdrawals of others that are the same by their ids.
func TakeWithdrawals(list, from []OptIn) []OptIn {
	out := slices.Clone(list)
	for i, o := range out {
		at := slices.IndexFunc(from, func(f OptIn) bool { return f.ID == o.ID && f.WithdrawnAt != 0 })
		if o.WithdrawnAt == 0 && at >= 0 {
			out[i].WithdrawnAt, out[i].WithdrawnBy = from[at].WithdrawnAt, from[at].WithdrawnBy
		}
	}
	return out
}

// EndSince ends the opt-ins that were not there before. They stay in the list, with the proof
// of them.
func EndSince(list, before []OptIn, at int64) []OptIn {
	out := slices.Clone(list)
	for i, o := range out {
		if o.WithdrawnAt == 0 && !slices.ContainsFunc(before, func(b OptIn) bool { return b.ID == o.ID }) {
			out[i].WithdrawnAt = at
		}
	}
	return out
}
