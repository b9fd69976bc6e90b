package view_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// projections names each kind of row with how it is projected and what comes of
// it. A thread and an offer show a message.
var projections = map[desk.Kind]struct {
	row  any
	wire any
	by   func(v view.Viewer, row any, s view.Subject) view.Projected
}{
	desk.RowOrg:      {&desk.Organization{}, wire.Org{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.Org(row.(*desk.Organization)) }},
	desk.RowUser:     {&desk.User{}, wire.User{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.User(row.(*desk.User)) }},
	desk.RowApp:      {&desk.App{}, wire.App{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.App(row.(*desk.App)) }},
	desk.RowWaba:     {&desk.Waba{}, wire.Waba{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.Waba(row.(*desk.Waba)) }},
	desk.RowNumber:   {&desk.Number{}, wire.Number{}, func(v view.Viewer, row any, s view.Subject) view.Projected { return v.Number(s, row.(*desk.Number)) }},
	desk.RowInbox:    {&desk.Inbox{}, wire.Inbox{}, func(v view.Viewer, row any, s view.Subject) view.Projected { return v.Inbox(s, row.(*desk.Inbox)) }},
	desk.RowTemplate: {&desk.Template{}, wire.Template{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.Template(row.(*desk.Template)) }},
	desk.RowContact:  {&desk.Contact{}, wire.Contact{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.Contact(row.(*desk.Contact)) }},
	desk.RowThread: {&desk.Message{}, wire.Thread{}, func(v view.Viewer, row any, s view.Subject) view.Projected {
		s.Last, s.FirstLine = row.(*desk.Message), row.(*desk.Message)
		return v.Thread(s)
	}},
	desk.RowInteraction: {&desk.Interaction{}, wire.Interaction{}, func(v view.Viewer, row any, s view.Subject) view.Projected {
		return v.Interaction(s, view.InteractionFacts{Interaction: row.(*desk.Interaction)})
	}},
	desk.RowOffer: {&desk.Offer{}, wire.Offer{}, func(v view.Viewer, row any, s view.Subject) view.Projected {
		o := row.(*desk.Offer)
		o.InteractionID, o.State = s.Current.ID, desk.OfferOpen
		s.FirstLine = &desk.Message{Text: strings.Repeat("<", 100_000)}
		return v.Offer(s, o, string(o.InboxID))
	}},
	desk.RowDecision: {&wire.Decision{}, wire.Decision{}, func(v view.Viewer, row any, s view.Subject) view.Projected {
		return v.Decision(s, *row.(*wire.Decision))
	}},
	desk.RowMessage:   {&desk.Message{}, wire.Message{}, func(v view.Viewer, row any, s view.Subject) view.Projected { return v.Message(s, row.(*desk.Message)) }},
	desk.RowReadMark:  {&desk.ReadMark{}, wire.ReadMark{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.ReadMark(row.(*desk.ReadMark)) }},
	desk.RowNotice:    {&desk.Notice{}, wire.Notice{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.Notice(row.(*desk.Notice)) }},
	desk.RowCheckup:   {&desk.Checkup{}, wire.Checkup{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.Checkup(row.(*desk.Checkup)) }},
	desk.RowUnhandled: {&desk.Unhandled{}, wire.Unhandled{}, func(v view.Viewer, row any, _ view.Subject) view.Projected { return v.Unhandled(row.(*desk.Unhandled)) }},
}

// Whatever a row holds, also one that an older build kept without bounds, what
// is sent of it fits into a frame and has its kind's shape, for every viewer.
func TestRule3_everyRowOfEveryKindIsSentWithinItsBudget(t *testing.T) {
	t.Parallel()
	viewers := map[string]view.Viewer{
		"owner": {UserID: "usr_x", Role: desk.RoleOwner}, "agent": agent(ana),
		"masked": {UserID: ana, Role: desk.RoleAgent, HideNumbers: true},
	}
	kinds := slices.Sorted(maps.Keys(projections))
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
		p := projections[kind]
		row := reflect.New(reflect.TypeOf(p.row).Elem()).Interface()
		desktest.Fill(rt, row, 200_000)
		for name, v := range viewers {
			c := p.by(v, row, subject(desk.InteractionOpen, ana)).Change()
			if len(c.Body) > wire.MaxRow {
				rt.Fatalf("%s: %d bytes of a %s", name, len(c.Body), kind)
			}
			if c.Body == nil {
				continue
			}
			if err := json.Unmarshal(c.Body, reflect.New(reflect.TypeOf(p.wire)).Interface()); err != nil {
				rt.Fatalf("%s: has not the shape of a %s: %v", name, kind, err)
			}
			if kind != desk.RowInbox && c.Stub {
				rt.Fatalf("%s: only a stub of a %s is sent, though its bounds are within the budget", name, kind)
			}
			if c.Stub && !bytes.Contains(c.Body, []byte(`"cut":true`)) {
				rt.Fatalf("%s: a stub of a %s looks like the whole of it", name, kind)
			}
		}
	})
}

// A row that is full in all its fields still fits: the bounds of its fields
// together are within the budget of the row.
func TestRule3_theBoundsOfARowsFieldsAddUpToItsBudget(t *testing.T) {
	t.Parallel()
	for kind, p := range projections {
		row := reflect.New(reflect.TypeOf(p.row).Elem()).Interface()
		desktest.Stuff(row)
		s := subject(desk.InteractionOpen, ana)
		switch row := row.(type) { // what decides who may see it
		case *desk.Message:
			row.InteractionID, row.Revoked = "int_2", false
		case *desk.Interaction:
			row.ID = "int_2"
		case *wire.Decision:
			row.InteractionID = "int_2"
		case *desk.ReadMark:
			row.UserID = "usr_x"
		case *desk.Notice:
			row.UserID = "usr_x"
		case *desk.Inbox: // see TestInbox_tooLarge_isAStub
			row.Members = nil
		}
		c := p.by(view.Viewer{UserID: "usr_x", Role: desk.RoleOwner}, row, s).Change()
		if len(c.Body) < 1000 {
			t.Errorf("%s: only %d bytes of a full row", kind, len(c.Body))
		}
		if c.Stub || len(c.Body) > wire.MaxRow {
			t.Errorf("%s: stub %t, %d bytes", kind, c.Stub, len(c.Body))
		}
	}
}

// A row that is cut says so.
func TestMessage_cutHereOrInTheRow_saysThatThereIsMore(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*desk.Message{
		"cut when it came":         {InteractionID: "int_2", Text: "short", MoreSeq: 7},
		"kept by an older build":   {InteractionID: "int_2", Text: strings.Repeat("long ", 20_000)},
		"kept with too many cards": {InteractionID: "int_2", Contacts: make([]desk.ContactCard, 257)},
	} {
		var got wire.Message
		if err := agent(ana).Message(subject(desk.InteractionOpen, ana), m).Change().Into(&got); err != nil || !got.More {
			t.Errorf("%s: says nothing of it (%v)", name, err)
		}
	}
	var got wire.Message
	whole := &desk.Message{InteractionID: "int_2", Text: strings.Repeat("x", 4096)}
	if err := agent(ana).Message(subject(desk.InteractionOpen, ana), whole).Change().Into(&got); err != nil || got.More || len(got.Text) != 4096 {
		t.Errorf("a whole message says that there is more: %t, %v", got.More, err)
	}
}

// An inbox of more people than a row can name is a stub, and not a smaller inbox
// that looks whole.
func TestInbox_tooLarge_isAStub(t *testing.T) {
	t.Parallel()
	box := &desk.Inbox{ID: "inb_1", Name: "All", Members: make([]desk.UserID, 9_000)}
	for i := range box.Members {
		box.Members[i] = "usr_0123456789abcdef"
	}
	c := agent(ana).Inbox(view.Subject{}, box).Change()
	var got wire.Inbox
	if err := c.Into(&got); err != nil || !c.Stub || !got.Cut || got.ID != "inb_1" || got.Members == nil {
		t.Errorf("sent as %+v (stub %t), %v", got, c.Stub, err)
	}
	box.Members = box.Members[:10]
	if err := agent(ana).Inbox(view.Subject{}, box).Change().Into(&got); err != nil || got.Cut || len(got.Members) != 10 {
		t.Errorf("a whole one is sent as %+v, %v", got, err)
	}
}

func TestMain(m *testing.M) {
	desktest.Cases(25)
	m.Run()
}

// The parts of a message join to all of it, each within its size, and nothing
// masked is in them.
func TestRule3_thePartsOfAMessageJoinToAllOfIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := &desk.Message{}
		desktest.Fill(rt, m, 3_000)
		m.Text = desktest.Text(rt, "text", 300_000)
		// Each page reads the message anew: 300 cards of 300 numbers took minutes, and 20
		// are some ten pages too.
		m.Contacts = append(m.Contacts[:min(len(m.Contacts), 20)], desk.ContactCard{Name: "Ana", Phones: []desk.PhoneNumber{"34600123412"}})
		v := view.Viewer{UserID: ana, HideNumbers: rapid.Bool().Draw(rt, "masked")}
		var all strings.Builder
		for from, n := int64(0), 0; ; n++ {
			body, err := v.Whole(m, from, 64<<10)
			var page wire.WholePage
			if err != nil || json.Unmarshal(body.Raw(), &page) != nil || len(body.Raw()) > 64<<10+100 {
				rt.Fatalf("%d bytes, %v", len(body.Raw()), err)
			}
			all.WriteString(page.Text)
			if page.Next == 0 {
				break
			}
			if from = page.Next; from != int64(all.Len()) || n > 1000 {
				rt.Fatalf("goes on at %d after %d bytes", from, all.Len())
			}
		}
		for _, c := range m.Contacts {
			for _, e := range c.Emails {
				if want := strings.TrimRight(strings.ToValidUTF8(e, ""), "\n"); !strings.Contains(all.String(), want) {
					rt.Fatalf("%.40q is missing", want)
				}
			}
		}
		if strings.Contains(all.String(), "600123412") == v.HideNumbers {
			rt.Fatalf("numbers hidden %t, and they show otherwise", v.HideNumbers)
		}
	})
}
