package engine_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// What one form changes of a person, the first or the second time.
var userFields = []struct {
	field  string
	change func(c *wire.UpdateUser, n int)
	clash  bool // two can change it to different things
}{
	{"name", func(c *wire.UpdateUser, n int) { c.Edited.Name, c.Name = new("Ana"), []string{"", "Anna", "Annie"}[n] }, true},
	{"role", func(c *wire.UpdateUser, n int) {
		c.Edited.Role, c.Role = new("agent"), []string{"", "admin", "owner"}[n]
	}, true},
	{"active", func(c *wire.UpdateUser, _ int) { c.Edited.Active, c.Active = new(true), false }, false},
	{"whatsApp", func(c *wire.UpdateUser, _ int) { c.Edited.WhatsApp, c.WhatsApp = new(true), false }, false},
	{"capacity", func(c *wire.UpdateUser, n int) { c.Edited.Capacity, c.Capacity = new(2), 6+n }, true},
	{"autoAccept", func(c *wire.UpdateUser, _ int) { c.Edited.AutoAccept, c.AutoAccept = new(false), new(true) }, false},
	{"outbound", func(c *wire.UpdateUser, n int) {
		c.Edited.Outbound, c.Outbound = &wire.Outbound{Numbers: []string{}}, &wire.Outbound{Only: true, Numbers: []string{"num1", "num2"}[:n]}
	}, true},
	{"places", func(c *wire.UpdateUser, n int) { // a level in Support
		c.Edited.Places, c.Places = append(c.Edited.Places, c.Places.List[0]), &wire.Places{List: slices.Clone(c.Places.List)}
		c.Places.List[0].Level = 40 + n
	}, true},
}

// forms gives a world where ana is in two inboxes, and her form as it is opened.
func forms(t *testing.T) (w *world, open func() wire.UpdateUser, returns string) {
	w = newWorld(t)
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "2", Phone: "+15550783882", Name: "Second"})
	support := string(w.inboxNamed("Support").ID)
	returns = string(w.secondInbox().ID)
	both := []wire.Place{{InboxID: support, Level: 1}, {InboxID: returns, Level: 5}}
	whole := anaAsSheIs()
	whole.Places = &wire.Places{List: both}
	w.ok("olga", wire.CmdUpdateUser.Name, whole)
	return w, func() wire.UpdateUser {
		c := anaAsSheIs()
		c.AutoAccept, c.Outbound, c.Places = new(false), &wire.Outbound{Numbers: []string{}}, &wire.Places{List: slices.Clone(both)}
		c.Edited = &wire.UserEdit{}
		return c
	}, returns
}

// As many forms of one person as it has fields, all opened at the same time: whatever the
// order in which they are saved, each leaves what the others changed.
func TestUpdateUser_anEditChangesWhatItsFormChangedOnly(t *testing.T) {
	t.Parallel()
	for _, backwards := range []bool{false, true} {
		w, open, returns := forms(t)
		order := slices.Clone(userFields)
		if backwards {
			slices.Reverse(order)
		}
		leaving := open()
		leaving.Edited.Places, leaving.Places = []wire.Place{{InboxID: returns, Level: 5}}, &wire.Places{List: []wire.Place{}}
		w.ok("olga", wire.CmdUpdateUser.Name, leaving)
		for _, f := range order {
			c := open()
			f.change(&c, 1)
			w.ok("olga", wire.CmdUpdateUser.Name, c)
			w.ok("olga", wire.CmdUpdateUser.Name, open()) // changed nothing
		}
		u := w.user("ana")
		if u.Name != "Anna" || u.Role != "admin" || u.Active || u.WhatsApp || u.Capacity != 7 || !u.AutoAccept || !reflect.DeepEqual(u.Outbound, desk.Outbound{Only: true, Numbers: []desk.NumberID{"num1"}}) {
			t.Errorf("backwards %t: she is %+v", backwards, u)
		}
		if got := w.where("ana"); !slices.Equal(got, []string{"Support 41"}) {
			t.Errorf("backwards %t: she is in %v", backwards, got)
		}
		w.sameAgain()
	}
}

// Where both changed one field, the second one hears which, and nothing of it is saved.
func TestUpdateUser_refusesAFieldThatSomebodyElseChanged(t *testing.T) {
	t.Parallel()
	for _, f := range userFields {
		t.Run(f.field, func(t *testing.T) {
			t.Parallel()
			w, open, _ := forms(t)
			form := func(n int) wire.UpdateUser {
				c := open()
				f.change(&c, n)
				return c
			}
			w.ok("olga", wire.CmdUpdateUser.Name, form(1))
			w.ok("olga", wire.CmdUpdateUser.Name, form(1)) // both to the same: nothing to choose
			if !f.clash {
				return
			}
			w.refused("olga", wire.CmdUpdateUser.Name, form(2), "changedMeanwhile")
			if said := w.saidNo(wire.CmdUpdateUser.Name, form(2)); said.Params["context"] != f.field {
				t.Errorf("said of %v", said.Params)
			}
		})
	}
}

func TestUpdateUser_anEditPutsIntoAnInboxBesideOthers(t *testing.T) {
	t.Parallel()
	w, open, returns := forms(t)
	out, in := open(), open()
	out.Edited.Places, out.Places = []wire.Place{{InboxID: returns, Level: 5}}, nil
	w.ok("olga", wire.CmdUpdateUser.Name, out)
	third := wire.PutInbox{Name: "Third", Mode: "manual", ReassignSeconds: 30, Members: []string{"ben"}}
	w.ok("olga", wire.CmdPutInbox.Name, third)
	id := string(w.inboxNamed("Third").ID)
	in.Edited.Places = []wire.Place{{InboxID: id}}
	in.Places.List = append(in.Places.List, wire.Place{InboxID: id, Level: 9})
	w.ok("olga", wire.CmdUpdateUser.Name, in)
	if got := w.where("ana"); !slices.Equal(got, []string{"Support 1", "Third 9"}) {
		t.Errorf("she is in %v", got)
	}
	for _, level := range []int{-1, 0, 101} {
		in.Places.List[2].Level = level
		w.refused("olga", wire.CmdUpdateUser.Name, in, "changedMeanwhile")
		in.Edited.Places[0].Level = 9
		w.refused("olga", wire.CmdUpdateUser.Name, in, "badLevel")
		in.Edited.Places[0].Level = 0
	}
	bad := open()
	bad.Capacity = desk.MostThreads + 1 // not of a field that it changed, and refused all the same
	w.refused("olga", wire.CmdUpdateUser.Name, bad, "badCapacity")
	bad.Capacity, bad.Role = 2, "king"
	w.refused("olga", wire.CmdUpdateUser.Name, bad, "badRole")
}

// Two give and take different licences of one person at the same moment.
func TestLicences_leaveThoseThatOthersGaveOrTook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdLicences.Name, wire.SetLicences{UserID: "ana", Licences: []string{"base", "contactCenter"}, Changed: []string{"whatsApp"}})
	w.ok("olga", wire.CmdLicences.Name, wire.SetLicences{UserID: "ana", Licences: []string{"base", "whatsApp"}, Changed: []string{"contactCenter"}})
	if u := w.user("ana"); !slices.Equal(u.Without, []desk.Licence{"contactCenter", "whatsApp"}) {
		t.Errorf("she lacks %v", u.Without)
	}
	w.ok("olga", wire.CmdLicences.Name, wire.SetLicences{UserID: "ana", Licences: []string{"base", "whatsApp"}, Changed: []string{"whatsApp"}})
	w.refused("olga", wire.CmdLicences.Name, wire.SetLicences{UserID: "ana", Licences: []string{"base"}, Changed: []string{"crown"}}, "badLicence")
	if u := w.user("ana"); !slices.Equal(u.Without, []desk.Licence{"contactCenter"}) {
		t.Errorf("she lacks %v", u.Without)
	}
	w.sameAgain()
}

var numberFields = []struct {
	field  string
	change func(c *wire.UpdateNumber, n int)
}{
	{"name", func(c *wire.UpdateNumber, n int) {
		c.Edited.Name, c.Name = new("Support"), []string{"", "Sales", "Care"}[n]
	}},
	{"description", func(c *wire.UpdateNumber, n int) {
		c.Edited.Description, c.Description = new(""), []string{"", "shop", "all"}[n]
	}},
	{"serviceName", func(c *wire.UpdateNumber, n int) {
		c.Edited.ServiceName, c.ServiceName = new(""), []string{"", "one", "two"}[n]
	}},
	{"dataSource", func(c *wire.UpdateNumber, n int) {
		c.Edited.DataSource, c.DataSource = &wire.Pairs{List: []wire.KV{{Key: "region", Value: "emea"}}}, []wire.KV{{Key: "tier", Value: []string{"", "gold", "silver"}[n]}}
	}},
}

func numberForm() wire.UpdateNumber {
	return wire.UpdateNumber{NumberID: "num1", Name: "Support", DataSource: []wire.KV{{Key: "region", Value: "emea"}}, Edited: &wire.NumberEdit{}}
}

func TestUpdateNumber_anEditChangesWhatItsFormChangedOnly(t *testing.T) {
	t.Parallel()
	for _, backwards := range []bool{false, true} {
		w := newWorld(t)
		order := slices.Clone(numberFields)
		if backwards {
			slices.Reverse(order)
		}
		for _, f := range order {
			c := numberForm()
			f.change(&c, 1)
			w.ok("olga", wire.CmdUpdateNumber.Name, c)
			w.ok("olga", wire.CmdUpdateNumber.Name, numberForm())
		}
		n := w.number("num1")
		if n.Name != "Sales" || n.Description != "shop" || n.ServiceName != "one" || !slices.Equal(n.DataSource, []desk.KV{{Key: "tier", Value: "gold"}}) {
			t.Errorf("backwards %t: it is %+v", backwards, n)
		}
		for _, f := range order {
			c := numberForm()
			f.change(&c, 2)
			if said := w.saidNo(wire.CmdUpdateNumber.Name, c); said.Subcode != "changedMeanwhile" || said.Params["context"] != f.field {
				t.Errorf("%s: said %+v", f.field, said)
			}
		}
		w.sameAgain()
	}
}

func TestSaveContact_anEditChangesWhatItsFormChangedOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	id := string(w.thread().ContactID)
	form := func(change func(c *wire.SaveContact)) wire.SaveContact {
		c := wire.SaveContact{ContactID: id, Known: &wire.ContactFacts{Labels: []string{}}, Edited: &wire.ContactEdit{}}
		change(&c)
		return c
	}
	named := func(name string) wire.SaveContact {
		return form(func(c *wire.SaveContact) { c.Edited.Name, c.Name = new(""), name })
	}
	numbered := func(account string) wire.SaveContact {
		return form(func(c *wire.SaveContact) { c.Edited.AccountID, c.AccountID = new(""), account })
	}
	speaking := func(language string) wire.SaveContact {
		return form(func(c *wire.SaveContact) { c.Edited.Language, c.Known.Language = new(""), language })
	}
	labelled := func(labels ...string) wire.SaveContact {
		return form(func(c *wire.SaveContact) { c.Edited.Join, c.Known.Labels = labels, labels })
	}
	for _, c := range []wire.SaveContact{labelled("vip"), named("Rosa"), numbered("A-1"), labelled("late", "VIP"), speaking("es"), form(func(*wire.SaveContact) {})} {
		w.ok("olga", wire.CmdSaveContact.Name, c)
	}
	w.ok("olga", wire.CmdSaveContact.Name, form(func(c *wire.SaveContact) { c.Edited.Leave = []string{"vip"} }))
	got := w.customer()
	if got.SavedName != "Rosa" || got.AccountID != "A-1" || got.Language != "es" || !slices.Equal(got.Labels, []string{"late"}) {
		t.Errorf("they are %+v", got)
	}
	for field, c := range map[string]wire.SaveContact{"name": named("Rosalia"), "account": numbered("A-2"), "language": speaking("de")} {
		if said := w.saidNo(wire.CmdSaveContact.Name, c); said.Subcode != "changedMeanwhile" || said.Params["context"] != field {
			t.Errorf("%s: said %+v", field, said)
		}
	}
	w.sameAgain()
}

func TestAwayReasons_leaveThoseThatOthersPutThere(t *testing.T) {
	t.Parallel()
	for was, tt := range map[string]struct{ now, was, reasons, want []string }{
		"nobody else":         {[]string{"A", "B"}, []string{"A", "B"}, []string{"B", "C", "A"}, []string{"B", "C", "A"}},
		"one more, one less":  {[]string{"A", "B", "D"}, []string{"A", "B"}, []string{"B", "C"}, []string{"B", "D", "C"}},
		"both the same":       {[]string{"A", "C"}, []string{"A"}, []string{"A", "c"}, []string{"A", "C"}},
		"from the usual ones": {nil, []string{"Break"}, []string{"Break", "Gym"}, []string{"Break", "Gym"}},
		"an older desktop":    {[]string{"A", "B"}, nil, []string{"C"}, []string{"C"}},
	} {
		w := newWorld(t)
		w.ok("olga", wire.CmdAwayReasons.Name, wire.SetAwayReasons{Reasons: tt.now})
		w.ok("olga", wire.CmdAwayReasons.Name, wire.SetAwayReasons{Reasons: tt.reasons, Was: tt.was})
		if got := every[desk.Organization](w.m, desk.RowOrg, nil)[0].AwayReasons; !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", was, got, tt.want)
		}
		w.sameAgain()
	}
}
