package engine

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// learning gives what is noted of a name that the entry at hand tells of, but the name.
func (w *work) learning(via desk.NumberID) desk.KnownName {
	as := desk.KnownName{Since: w.e.At, Seq: w.e.Seq, How: desk.NameWrote, Via: via}
	if w.e.Kind == desk.EntryCommand {
		as.How, as.Via = desk.NameTyped, ""
	}
	if w.e.Kind == desk.EntrySendAccepted || w.e.Kind == desk.EntryMetaStatus {
		as.How = desk.NameSent
	}
	return as
}

// learn notes the names that a provider gives a customer.
func learn(c *desk.Contact, p channel.Person, as desk.KnownName) (learnt bool) {
	for _, each := range []struct{ kind, name string }{
		{desk.KnownWaID, string(p.WaID)}, {desk.KnownUserID, p.UserID}, {desk.KnownParent, p.ParentUserID}, {desk.KnownUser, p.Username},
	} {
		if each.name == "" {
			continue
		}
		as.Key = each.kind + ":" + each.name
		if c.Learn(as) {
			learnt = true
		}
	}
	return learnt
}

// takeKnown gives a customer the names of who turned out to be the same one.
func takeKnown(keep, lose *desk.Contact) {
	all := slices.Concat(keep.Known, lose.Known)
	slices.SortStableFunc(all, func(a, b desk.KnownName) int { return cmp.Compare(a.Seq, b.Seq) })
	keep.Known = nil
	for _, n := range all {
		if !keep.Learn(n) && n.Told > 0 {
			keep.TellName(n.Key, n.Told)
		}
	}
}
