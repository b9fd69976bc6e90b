package engine

import (
	"context"
	"errors"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Somebody of ours says that two customers are one person, and may take it back. Both keep
// their addresses and their conversations: a window, a send and an answer belong to one
// address, and what comes after the merge is at once where it has to be when it is undone.
// What is noted of the person is noted of the one into whom the other was merged.

// personOf gives the person that a customer is.
func (w *work) personOf(c *desk.Contact) (*desk.Contact, error) {
	var err error
	for n := 0; err == nil && c.Merged != nil && n < mostJoins; n++ {
		c, err = w.contact(c.Merged.Into)
	}
	return c, desk.Wrap("read the person of a customer", err)
}

// family gives all customers who are one person.
func (w *work) family(c *desk.Contact) ([]*desk.Contact, error) {
	top, err := w.personOf(c)
	if err != nil {
		return nil, err
	}
	all := []*desk.Contact{top}
	for i := 0; i < len(all) && len(all) < desk.MostMerged; i++ {
		for _, id := range all[i].Parts {
			part, err := w.contact(id)
			if err != nil {
				return nil, desk.Wrap("read the parts of a person", err)
			}
			all = append(all, part)
		}
	}
	return all, nil
}

// cmdMergeContacts merges a customer into another one.
func (w *work) cmdMergeContacts(r request, c wire.MergeContacts) (*wire.None, error) {
	keep, lose, joined, err := w.merging(c)
	if err != nil {
		return nil, err
	}
	w.merge(keep, lose, r.by.ID, joined)
	return nil, w.mergeLines(keep, r.by, desk.SystemMerged)
}

// merging finds the two with what is noted of them as one person, and refuses those who cannot
// be merged.
func (w *work) merging(c wire.MergeContacts) (keep, lose *desk.Contact, joined desk.PersonFacts, err error) {
	for _, each := range []struct {
		to **desk.Contact
		id string
	}{{&keep, c.ContactID}, {&lose, c.OtherID}} {
		found, err := named(w.contact(desk.ContactID(each.id)))(wire.AskContact)
		if err == nil {
			found, err = w.holderOf(found)
		}
		if err != nil {
			return nil, nil, joined, err
		}
		*each.to = found
	}
	switch {
	case keep.Group || lose.Group:
		return nil, nil, joined, errGroup()
	case keep.ID == lose.ID:
		return nil, nil, joined, refuse(desk.CodeConflict, "mergeSame")
	}
	both := 0
	for _, each := range []*desk.Contact{keep, lose} {
		all, err := w.family(each)
		if err != nil {
			return nil, nil, joined, err
		}
		both += len(all)
	}
	joined = keep.Facts().Joined(lose.Facts(), c.Take)
	if both > desk.MostMerged || desk.Fit(withFacts(keep, joined)) {
		return nil, nil, joined, refuse(desk.CodeConflict, "mergeRoom", desk.Params{"most": desk.MostMerged})
	}
	return keep, lose, joined, nil
}

// withFacts gives a copy of a customer of whom something else is noted.
func withFacts(c *desk.Contact, f desk.PersonFacts) *desk.Contact {
	out := *c
	out.SetFacts(f)
	return &out
}

func (w *work) merge(keep, lose *desk.Contact, by desk.UserID, joined desk.PersonFacts) {
	was := keep.Facts()
	keep.SetFacts(joined)
	keep.Parts = append(slices.Clone(keep.Parts), lose.ID)
	lose.Merged = &desk.Merge{Into: keep.ID, At: w.e.At, By: by, Was: was, Became: keep.Facts()}
	w.put(keep, lose)
}

// cmdUnmergeContact takes back that a customer was merged into another one.
func (w *work) cmdUnmergeContact(r request, c wire.ContactRef) (*wire.None, error) {
	part, keep, err := w.merged(c)
	if err != nil {
		return nil, err
	}
	w.unmerge(part, keep)
	for _, each := range []*desk.Contact{keep, part} {
		if err := w.mergeLines(each, r.by, desk.SystemUnmerged); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (w *work) merged(c wire.ContactRef) (part, keep *desk.Contact, err error) {
	if part, err = named(w.contact(desk.ContactID(c.ContactID)))(wire.AskContact); err != nil {
		return nil, nil, err
	}
	if part.Merged == nil {
		return nil, nil, refuse(desk.CodeConflict, "notMerged")
	}
	if keep, err = w.contact(part.Merged.Into); err != nil {
		return nil, nil, desk.Wrap("read the person of a customer", err)
	}
	if keep.Merged != nil { // what was noted since is noted further up
		return nil, nil, refuse(desk.CodeConflict, "mergedOn")
	}
	return part, keep, nil
}

// unmerge gives each of two what was theirs. A stop of marketing that came meanwhile holds
// for both, and what was agreed to meanwhile for neither: who of them has said so cannot be
// known for certain.
func (w *work) unmerge(part, keep *desk.Contact) {
	both, before := keep.OptIns, part.Merged.Became.OptIns
	keep.SetFacts(keep.Facts().Parted(part.Merged))
	keep.OptIns = desk.EndSince(keep.OptIns, before, w.e.At)
	part.OptIns = desk.TakeWithdrawals(part.OptIns, both)
	keep.Parts = slices.DeleteFunc(slices.Clone(keep.Parts), func(id desk.ContactID) bool { return id == part.ID })
	since := part.Merged.At
	part.Merged = nil
	part.Part(keep.ID, w.e.Seq)
	keep.Part(part.ID, w.e.Seq)
	if n := len(keep.Stops); n > 0 && keep.Stopped() && keep.Stops[n-1].At >= since {
		part.Stop(keep.Stops[n-1].At, keep.Stops[n-1].Refused)
	}
	w.put(part, keep)
}

// joinFamilies has two who were merged with others be one, before their addresses are joined:
// the provider's word about addresses stands above ours about persons.
func (w *work) joinFamilies(keep, lose *desk.Contact) error {
	if keep.Merged == nil && lose.Merged == nil && len(lose.Parts) == 0 {
		return nil
	}
	for _, each := range []*desk.Contact{lose, keep} {
		a, err := w.personOf(keep)
		if err != nil {
			return err
		}
		b, err := w.personOf(lose)
		if err != nil {
			return err
		}
		if each.Merged == nil || each == keep && a.ID != b.ID {
			continue
		}
		into, err := w.contact(each.Merged.Into)
		if err != nil {
			return desk.Wrap("read the person of a customer", err)
		}
		w.unmerge(each, into)
	}
	for _, id := range lose.Parts {
		part, err := w.contact(id)
		if err != nil {
			return desk.Wrap("read the parts of a person", err)
		}
		m := *part.Merged
		m.Into = keep.ID
		part.Merged = &m
		w.put(part)
	}
	keep.Parts, lose.Parts = append(slices.Clone(keep.Parts), lose.Parts...), nil
	return nil
}

// personTakes has a stop and a block of somebody who turns out to be part of a person hold for
// that person, by whose word everybody in it is written to.
func (w *work) personTakes(keep, lose *desk.Contact) error {
	person, err := w.personOf(keep)
	if err != nil || person.ID == keep.ID {
		return err
	}
	if lose.Stopped() {
		last := lose.Stops[len(lose.Stops)-1]
		person.Stop(last.At, last.Refused)
	}
	if person.BlockedAt == 0 {
		person.BlockedAt, person.BlockedBy = lose.BlockedAt, lose.BlockedBy
	}
	w.put(person)
	return nil
}

// mergeLines says in the conversations of a person who merged them, or took it back.
func (w *work) mergeLines(c *desk.Contact, by *desk.User, said string) error {
	all, err := w.family(c)
	if err != nil {
		return err
	}
	numbers, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	for _, each := range all {
		for _, n := range numbers {
			t, err := w.threadOf(n.ID, each.ID)
			if err != nil {
				return err
			}
			if t != nil {
				w.putDeed(t, by, said)
			}
		}
	}
	return nil
}

// CheckMerge says what would be noted of two customers when they are merged, and changes nothing.
func (g *Engine) CheckMerge(ctx context.Context, st State, org desk.OrgID, c wire.MergeContacts, at int64) (keep, lose, after *desk.Contact, err error) {
	w := g.newWork(ctx, st, desk.Entry{Org: org, At: at}, desk.IDKey{})
	keep, lose, joined, err := w.merging(c)
	if err != nil {
		return nil, nil, nil, plainly(err)
	}
	return keep, lose, withFacts(keep, joined), nil
}

// CheckUnmerge says what would be noted of two customers when their merge is undone.
func (g *Engine) CheckUnmerge(ctx context.Context, st State, org desk.OrgID, c wire.ContactRef, at int64) (keep, part *desk.Contact, err error) {
	w := g.newWork(ctx, st, desk.Entry{Org: org, At: at}, desk.IDKey{})
	if part, keep, err = w.merged(c); err != nil {
		return nil, nil, plainly(err)
	}
	w.unmerge(part, keep)
	return keep, part, nil
}

// plainly gives a refusal as an answer to a call, which is not recorded.
func plainly(err error) error {
	var no refusal
	if errors.As(err, &no) {
		return no.err
	}
	return err
}
