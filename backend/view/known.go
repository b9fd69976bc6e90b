package view

import (
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// kindsKnown are the words of names of customers, and what they are called where they are
// stored.
var kindsKnown = map[string]string{
	desk.KnownWaID: wire.KnownPhone, desk.KnownUserID: wire.KnownUserID, desk.KnownParent: wire.KnownParentID, desk.KnownUser: wire.KnownUsername,
}

// known projects the names of a customer. A row from before they were noted has the keys by
// which the customer is found.
func (v Viewer) known(c *desk.Contact) (out []wire.KnownName) {
	seen := map[string]bool{}
	for _, n := range c.Known {
		seen[n.Key] = true
	}
	for _, key := range c.Aliases {
		if !seen[key] {
			out = v.knownAs(out, desk.KnownName{Key: key})
		}
	}
	for _, n := range c.Known {
		out = v.knownAs(out, n)
	}
	return out
}

func (v Viewer) knownAs(out []wire.KnownName, n desk.KnownName) []wire.KnownName {
	kind, name := n.Kind()
	said := wire.KnownName{Kind: kindsKnown[kind], Name: desk.Visible(name), Since: n.Since, How: string(n.How), Via: string(n.Via)}
	switch said.Kind {
	case "":
		return out // a group's, or a kind of a newer relay's rows
	case wire.KnownPhone:
		said.Name = displayNumber(desk.PhoneNumber(name))
		if v.HideNumbers {
			said.Name, said.Hidden = "", true
		}
	case wire.KnownUsername:
		said.Name = v.words(strings.TrimPrefix(said.Name, "@"))
	}
	return append(out, said)
}
