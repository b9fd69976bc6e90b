package engine

import (
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Forms of people, numbers, customers and lists that two may have open: as inboxEdit does
// of an inbox, each of these gives the whole of what is to be.

// userEdit says what a person is to be. What is on or off never clashes: two who changed it
// changed it to the same.
func (w *work) userEdit(u *desk.User, c wire.UpdateUser) (wire.UpdateUser, error) {
	e := c.Edited
	if e == nil {
		return c, nil
	}
	if c.Role != "" && !desk.Role(c.Role).Valid() { // before what the form left alone is not looked at any more
		return c, refuse(desk.CodeInvalid, "badRole")
	}
	if err := capacityFits(c.Capacity); err != nil {
		return c, err
	}
	settle(&c.Active, e.Active, u.Active)
	settle(&c.WhatsApp, e.WhatsApp, u.WhatsApp)
	if e.AutoAccept == nil {
		c.AutoAccept = nil
	}
	outbound, err := w.outboundEdit(u, &c)
	if err != nil {
		return c, err
	}
	places, err := w.placesEdit(u, &c)
	if err != nil {
		return c, err
	}
	err = firstClash(
		clash{"name", settle(&c.Name, e.Name, u.Name)},
		clash{"role", settle(&c.Role, e.Role, string(u.Role))},
		clash{"capacity", settle(&c.Capacity, e.Capacity, u.Capacity)},
		clash{"outbound", outbound},
		clash{"places", places},
	)
	return c, err
}

func capacityFits(n int) error {
	if n < 0 || n > desk.MostThreads {
		return refuse(desk.CodeInvalid, "badCapacity", desk.Params{"most": desk.MostThreads})
	}
	return nil
}

func (w *work) outboundEdit(u *desk.User, c *wire.UpdateUser) (clash bool, err error) {
	was := c.Edited.Outbound
	if was == nil || c.Outbound == nil {
		c.Outbound = nil
		return false, nil
	}
	want, err := w.outboundOf(*c.Outbound)
	return !sameNumbers(u.Outbound, shownOutbound(*was)) && !sameNumbers(u.Outbound, want), err
}

func shownOutbound(said wire.Outbound) desk.Outbound {
	out := desk.Outbound{Only: said.Only}
	for _, id := range said.Numbers {
		out.Numbers = append(out.Numbers, desk.NumberID(id))
	}
	return out
}

// sameNumbers compares two lists of numbers in whatever order.
func sameNumbers(a, b desk.Outbound) bool {
	return a.Only == b.Only && (!a.Only || slices.Equal(slices.Sorted(slices.Values(a.Numbers)), slices.Sorted(slices.Values(b.Numbers))))
}

// placesEdit names all inboxes that the person is to be in; an inbox that was deleted
// meanwhile is none of them.
func (w *work) placesEdit(u *desk.User, c *wire.UpdateUser) (clash bool, err error) {
	said := c.Places
	if c.Places = nil; len(c.Edited.Places) == 0 {
		return false, nil
	}
	want, began := map[string]int{}, map[string]int{}
	for _, p := range c.Edited.Places {
		began[p.InboxID] = p.Level
	}
	list := []wire.Place{}
	for _, p := range placesSaid(said) {
		if _, changed := began[p.InboxID]; changed {
			want[p.InboxID] = p.Level
			list = append(list, p)
		}
	}
	boxes, err := w.inboxes()
	if err != nil {
		return false, desk.Wrap("read inboxes", err)
	}
	for _, box := range boxes {
		id, now := string(box.ID), placedAt(box, u.ID)
		was, changed := began[id]
		if changed {
			clash = clash || now != was && now != want[id]
		} else if now != 0 {
			list = append(list, wire.Place{InboxID: id, Level: now})
		}
	}
	c.Places = &wire.Places{List: list}
	return clash, nil
}

func placesSaid(said *wire.Places) []wire.Place {
	if said == nil {
		return nil
	}
	return said.List
}

// licencesGiven says which licences a person is to have.
func licencesGiven(u *desk.User, c wire.SetLicences) ([]desk.Licence, error) {
	given, err := desk.LicencesNamed(c.Licences)
	if err != nil || len(c.Changed) == 0 {
		return given, err
	}
	changed, err := desk.LicencesNamed(c.Changed)
	if err != nil {
		return nil, err
	}
	out := []desk.Licence{}
	for _, l := range desk.Licences {
		has := !slices.Contains(u.Without, l)
		if slices.Contains(changed, l) {
			has = slices.Contains(given, l)
		}
		if has {
			out = append(out, l)
		}
	}
	return out, nil
}

// numberEdit says what the settings of a number are to be.
func numberEdit(n *desk.Number, c wire.UpdateNumber) (wire.UpdateNumber, error) {
	e := c.Edited
	if e == nil {
		return c, nil
	}
	now := []wire.KV{}
	for _, kv := range n.DataSource {
		now = append(now, wire.KV(kv))
	}
	pairs := e.DataSource != nil && !slices.Equal(now, e.DataSource.List) && !slices.Equal(now, c.DataSource)
	if e.DataSource == nil {
		c.DataSource = now
	}
	err := firstClash(
		clash{"name", settle(&c.Name, e.Name, n.Name)},
		clash{"description", settle(&c.Description, e.Description, n.Description)},
		clash{"serviceName", settle(&c.ServiceName, e.ServiceName, n.ServiceName)},
		clash{"dataSource", pairs},
	)
	return c, err
}

// contactEdit says what we are to call a customer, and what is noted of them.
func contactEdit(contact *desk.Contact, c wire.SaveContact) (wire.SaveContact, error) {
	e := c.Edited
	if e == nil {
		return c, nil
	}
	known := wire.ContactFacts{}
	if c.Known != nil {
		known = *c.Known
	}
	known.Labels = mergedWords(contact.Labels, e.Join, e.Leave)
	err := firstClash(
		clash{"name", settle(&c.Name, e.Name, contact.SavedName)},
		clash{"account", settle(&c.AccountID, e.AccountID, contact.AccountID)},
		clash{"language", settle(&known.Language, e.Language, contact.Language)},
	)
	if err != nil {
		return c, err
	}
	if c.Known = nil; e.Language != nil || len(e.Join)+len(e.Leave) > 0 {
		c.Known = &known
	}
	return c, nil
}

// reasonsEdit says which reasons to be away there are to be. As long as there are none of
// the organization's own the form began with the usual ones, which are nowhere kept.
func reasonsEdit(now []string, c wire.SetAwayReasons) []string {
	if c.Was == nil || len(now) == 0 || slices.Equal(now, c.Was) {
		return c.Reasons
	}
	return mergedWords(now, missingIn(c.Was, c.Reasons), missingIn(c.Reasons, c.Was))
}

// missingIn gives those of the second list that the first one does not have.
func missingIn(list, of []string) []string {
	return slices.DeleteFunc(slices.Clone(of), func(each string) bool { return hasWord(list, each) })
}

// mergedWords gives a list of words with those that came and without those that went.
func mergedWords(now, join, leave []string) []string {
	out := missingIn(leave, now)
	return append(out, missingIn(out, join)...)
}

func hasWord(list []string, word string) bool {
	word = strings.TrimSpace(word)
	return slices.ContainsFunc(list, func(each string) bool { return strings.EqualFold(strings.TrimSpace(each), word) })
}
