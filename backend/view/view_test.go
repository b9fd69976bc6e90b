package view_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	ana    = desk.UserID("usr_ana")
	bruno  = desk.UserID("usr_bruno")
	inbox  = desk.InboxID("inb_1")
	number = "34600123412"
	wamid  = "wamid.HBgLMzQ2MDAxMjM0MTIVAgASGCA="
)

func agent(id desk.UserID) view.Viewer {
	return view.Viewer{OrgID: "org_1", UserID: id, Role: desk.RoleAgent, Inboxes: map[desk.InboxID]bool{inbox: true}}
}

func subject(state desk.InteractionState, owner desk.UserID) view.Subject {
	in := &desk.Interaction{
		ID: "int_2", ThreadID: "thr_1", InboxID: inbox, State: state, Owner: owner,
	}
	old := &desk.Interaction{ID: "int_1", ThreadID: "thr_1", InboxID: inbox, State: desk.InteractionEnded, Handlers: []desk.UserID{bruno}}
	return view.Subject{
		Thread:       &desk.Thread{ID: "thr_1", ContactID: "con_1", InteractionID: "int_2", Open: state != desk.InteractionEnded},
		Current:      in,
		Interactions: []*desk.Interaction{old, in},
		Mode:         desk.ModeRoundRobin,
		Last:         &desk.Message{ID: "msg_9", InteractionID: "int_2", Text: "the last line", Kind: desk.KindText},
		FirstLine:    &desk.Message{ID: "msg_5", InteractionID: "int_2", Text: "the first line", Kind: desk.KindText},
	}
}

func TestAccess_followsAssignment(t *testing.T) {
	t.Parallel()
	offered := subject(desk.InteractionOffered, "")
	offered.Offer = &desk.Offer{UserID: ana, State: desk.OfferOpen}
	manual := subject(desk.InteractionWaiting, "")
	manual.Mode = desk.ModeManual
	missed := subject(desk.InteractionWaiting, "")
	missed.Current.Escalated = true
	tests := []struct {
		name string
		v    view.Viewer
		s    view.Subject
		want string
	}{
		{"owner", agent(ana), subject(desk.InteractionOpen, ana), wire.AccessFull},
		{"colleague", agent(ana), subject(desk.InteractionOpen, bruno), ""},
		{"offered to me", agent(ana), offered, wire.AccessSummary},
		{"offered to another, handled before", agent(bruno), offered, wire.AccessHandled},
		{"waiting, round robin", agent(ana), subject(desk.InteractionWaiting, ""), ""},
		{"waiting, manual", agent(ana), manual, wire.AccessSummary},
		{"waiting, nobody took it when asked", agent(ana), missed, wire.AccessSummary},
		{"the same, not a member", view.Viewer{UserID: ana, Role: desk.RoleAgent}, missed, ""},
		{"waiting, manual, not a member", view.Viewer{UserID: ana, Role: desk.RoleAgent}, manual, ""},
		{"former owner of another stretch", agent(bruno), subject(desk.InteractionOpen, ana), wire.AccessHandled},
		{"admin", view.Viewer{UserID: "usr_x", Role: desk.RoleAdmin}, subject(desk.InteractionOpen, ana), wire.AccessFull},
	}
	for _, tt := range tests {
		if got := tt.v.Access(tt.s); got != tt.want {
			t.Errorf("%s: access %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestThread_previewsOnlyWhatMayBeRead(t *testing.T) {
	t.Parallel()
	offered := subject(desk.InteractionOffered, "")
	offered.Offer = &desk.Offer{UserID: ana, State: desk.OfferOpen}
	var got wire.Thread
	if err := agent(ana).Thread(offered).Change().Into(&got); err != nil {
		t.Fatal(err)
	}
	if got.Preview != "the first line" {
		t.Errorf("an offered thread previews %q, want the first line", got.Preview)
	}
	if err := agent(bruno).Thread(subject(desk.InteractionOpen, ana)).Change().Into(&got); err != nil {
		t.Fatal(err)
	}
	if got.Preview == "the last line" {
		t.Error("a former agent sees the last line of a stretch that is not theirs")
	}
	if c := agent(ana).Thread(subject(desk.InteractionOpen, bruno)).Change(); !c.Gone || c.Body != nil {
		t.Errorf("a thread of somebody else's is sent as %+v, want gone and nothing else", c)
	}
}

// Guards a list in which a message that never arrived looked like any other.
func TestThread_tellsHowFarTheLastLineHasCome(t *testing.T) {
	t.Parallel()
	problem := &desk.Problem{Code: 131026, Text: "It cannot be delivered."}
	for name, tt := range map[string]struct {
		last desk.Message
		want string
	}{
		"the customer's":    {desk.Message{Direction: desk.In, Status: desk.StatusReceived}, ""},
		"queued":            {desk.Message{Direction: desk.Out, Status: desk.StatusQueued}, "queued"},
		"queued, tried":     {desk.Message{Direction: desk.Out, Status: desk.StatusQueued, Problem: problem}, "queued"},
		"not confirmed":     {desk.Message{Direction: desk.Out, Status: desk.StatusUnknown, Problem: problem}, "unknown"},
		"read":              {desk.Message{Direction: desk.Out, Status: desk.StatusRead}, "read"},
		"refused":           {desk.Message{Direction: desk.Out, Status: desk.StatusRejected, Problem: problem}, "rejected"},
		"given up":          {desk.Message{Direction: desk.Out, Status: desk.StatusCancelled}, "cancelled"},
		"failed afterwards": {desk.Message{Direction: desk.Out, Status: desk.StatusSent, Problem: problem}, wire.PreviewFailed},
		"taken back":        {desk.Message{Direction: desk.Out, Status: desk.StatusSent, Revoked: true}, ""},
	} {
		s := subject(desk.InteractionOpen, ana)
		tt.last.InteractionID = "int_2"
		s.Last = &tt.last
		var got wire.Thread
		if err := agent(ana).Thread(s).Change().Into(&got); err != nil {
			t.Fatal(err)
		}
		if got.PreviewStatus != tt.want {
			t.Errorf("%s: the row says %q, want %q", name, got.PreviewStatus, tt.want)
		}
	}
}

// Guards an offer that told supervisors the newest line and the others the
// first, and one whose line outlived the offer in a replica.
func TestOffer_carriesTheFirstLineWhileItStands(t *testing.T) {
	t.Parallel()
	boss := view.Viewer{UserID: "usr_x", Role: desk.RoleAdmin}
	photo := subject(desk.InteractionOffered, "")
	photo.FirstLine = &desk.Message{Kind: desk.KindImage}
	back := subject(desk.InteractionOffered, "")
	back.FirstLine = &desk.Message{Kind: desk.KindText, Text: "never mind", Revoked: true}
	other := subject(desk.InteractionOffered, "")
	other.Current.ID = "int_3"
	tests := []struct {
		name       string
		v          view.Viewer
		s          view.Subject
		state      desk.OfferState
		line, kind string
	}{
		{"the one who is asked", agent(ana), subject(desk.InteractionOffered, ""), desk.OfferOpen, "the first line", "text"},
		{"a supervisor", boss, subject(desk.InteractionOffered, ""), desk.OfferOpen, "the first line", "text"},
		{"no text", agent(ana), photo, desk.OfferOpen, "", "image"},
		{"taken back", agent(ana), back, desk.OfferOpen, "", "revoked"},
		{"declined", agent(ana), subject(desk.InteractionWaiting, ""), desk.OfferDeclined, "", ""},
		{"of an earlier stretch", agent(ana), other, desk.OfferOpen, "", ""},
		{"nothing written", agent(ana), view.Subject{Current: photo.Current}, desk.OfferOpen, "", ""},
	}
	for _, tt := range tests {
		var got wire.Offer
		o := &desk.Offer{ID: "off_1", InteractionID: "int_2", UserID: ana, State: tt.state}
		if err := tt.v.Offer(tt.s, o, "wonTurn").Change().Into(&got); err != nil {
			t.Fatal(err)
		}
		if got.FirstLine != tt.line || got.FirstKind != tt.kind {
			t.Errorf("%s: %q of kind %q, want %q of %q", tt.name, got.FirstLine, got.FirstKind, tt.line, tt.kind)
		}
	}
}

func TestMessage_followsTheInteraction(t *testing.T) {
	t.Parallel()
	s := subject(desk.InteractionOpen, ana)
	mine := &desk.Message{ID: "msg_1", InteractionID: "int_2", Direction: desk.In, Kind: desk.KindText, Text: "new"}
	theirs := &desk.Message{ID: "msg_0", InteractionID: "int_1", Direction: desk.In, Kind: desk.KindText, Text: "old"}
	if agent(ana).Message(s, theirs).Empty() {
		t.Error("the owner must see the whole thread")
	}
	if agent(bruno).Message(s, theirs).Empty() {
		t.Error("bruno handled int_1 and must keep it")
	}
	if !agent(bruno).Message(s, mine).Empty() {
		t.Error("bruno must not see the stretch that ana handles")
	}
}

// TestProjection_neverCarriesProviderIDsOrHiddenNumbers guards the leak that a
// wamid is: base64 of the customer's number.
func TestProjection_neverCarriesProviderIDsOrHiddenNumbers(t *testing.T) {
	t.Parallel()
	v := agent(ana)
	v.HideNumbers = true
	s := subject(desk.InteractionOpen, ana)
	m := &desk.Message{
		ID: "msg_1", InteractionID: "int_2", Direction: desk.In, Kind: desk.KindContacts, ProviderID: wamid,
		Media:    &desk.Media{ID: "med_1", RemoteID: "remote-" + number},
		Contacts: []desk.ContactCard{{Name: "+" + number, Phones: []desk.PhoneNumber{desk.PhoneNumber(number)}}},
	}
	c := &desk.Contact{ID: "con_1", ProfileName: "+34 600 12 34 12", WaID: desk.PhoneNumber(number), Aliases: []string{"wa:" + number}}
	sys := &desk.Message{ID: "msg_2", InteractionID: "int_2", Kind: desk.KindSystem, Text: "changed from " + number}
	told, offered := s, subject(desk.InteractionOffered, "")
	told.Last, offered.FirstLine = sys, sys
	offer := &desk.Offer{ID: "off_1", InteractionID: "int_2", UserID: ana, State: desk.OfferOpen}
	for _, p := range []view.Projected{
		v.Message(s, m), v.Contact(c), v.Thread(s), v.Message(s, sys), v.Thread(told), v.Offer(offered, offer, "wonTurn"),
	} {
		b, err := json.Marshal(p.Change())
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{number, wamid, "600 12 34 12", "remote-"} {
			if strings.Contains(string(b), bad) {
				t.Errorf("%s carries %q", b, bad)
			}
		}
	}
	// The control: without masking the number is there, so the test can fail.
	v.HideNumbers = false
	b, _ := json.Marshal(v.Contact(c).Change())
	if !strings.Contains(string(b), number) {
		t.Errorf("the unmasked contact %s lacks the number", b)
	}
}

func TestContact_labelPrefersWhatWeCallThem(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		hide bool
		c    desk.Contact
		want string
	}{
		{"saved", false, desk.Contact{SavedName: "Lucía", ProfileName: "lu", WaID: "346"}, "Lucía"},
		{"profile", false, desk.Contact{ProfileName: "lu", WaID: "346"}, "lu"},
		{"number", false, desk.Contact{WaID: "34600123412"}, "+34600123412"},
		{"hidden", true, desk.Contact{WaID: "34600123412"}, "Hidden number"},
		{"hidden with account", true, desk.Contact{WaID: "34600123412", AccountID: "40233"}, "40233"},
		{"nothing", false, desk.Contact{}, "Unknown customer"},
	}
	for _, tt := range tests {
		v := agent(ana)
		v.HideNumbers = tt.hide
		var got wire.Contact
		if err := v.Contact(&tt.c).Change().Into(&got); err != nil {
			t.Fatal(err)
		}
		if got.Label != tt.want {
			t.Errorf("%s: label %q, want %q", tt.name, got.Label, tt.want)
		}
	}
}

func TestSupervisorThings_areNothingToAgents(t *testing.T) {
	t.Parallel()
	v := agent(ana)
	for name, p := range map[string]view.Projected{
		"app": v.App(&desk.App{ID: "1"}), "waba": v.Waba(&desk.Waba{ID: "1"}),
		"unhandled":  v.Unhandled(&desk.Unhandled{ID: "1"}),
		"invitation": v.Reservation(&desk.Reservation{ID: "1"}),
		"checkup":    v.Checkup(&desk.Checkup{NumberID: "1"}),
		"notice":     v.Notice(&desk.Notice{ID: "1", UserID: bruno}),
		"mark":       v.ReadMark(&desk.ReadMark{UserID: bruno, ThreadID: "thr_1"}),
		"offer":      v.Offer(subject(desk.InteractionOffered, ""), &desk.Offer{ID: "1", InteractionID: "int_2", UserID: bruno, State: desk.OfferOpen}, "won"),
	} {
		if !p.Empty() {
			t.Errorf("%s reaches an agent it is not for", name)
		}
	}
	var u wire.User
	if err := v.User(&desk.User{ID: bruno, Name: "Bruno", Email: "b@example.com"}).Change().Into(&u); err != nil {
		t.Fatal(err)
	}
	if u.Email != "" {
		t.Error("an agent sees a colleague's address")
	}
}

func TestOrg_showsSupervisorsWhatWasBought(t *testing.T) {
	t.Parallel()
	o := &desk.Organization{ID: "org_1", Name: "Shop", Seats: []desk.Seat{{Licence: desk.LicenceWhatsApp, Bought: 4}}}
	for _, c := range []struct {
		viewer view.Viewer
		want   []wire.Seat
	}{
		{agent(ana), nil},
		{view.Viewer{UserID: ana, Role: desk.RoleAdmin}, []wire.Seat{{Licence: "whatsApp", Bought: 4}}},
	} {
		var got wire.Org
		if err := c.viewer.Org(o).Change().Into(&got); err != nil {
			t.Fatal(err)
		}
		if got.Name != "Shop" || !slices.Equal(got.Seats, c.want) {
			t.Errorf("%s sees %+v", c.viewer.Role, got)
		}
	}
}

// TestRaw_keepsMetaIDsOnTheRelay: even what nobody understood is shown without
// the ids from which a customer's number can be read.
func TestRaw_keepsMetaIDsOnTheRelay(t *testing.T) {
	t.Parallel()
	kept := `{"item":{"id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgAS\/zk=\u003d","field":"unheard_of"}}`
	b, err := view.Viewer{Role: desk.RoleOwner}.Raw([]byte(kept))
	if err != nil {
		t.Fatal(err)
	}
	var got wire.RawUnhandled
	if err := json.Unmarshal(b.Raw(), &got); err != nil {
		t.Fatal(err)
	}
	if want := `{"item":{"id":"wamid.(kept on the relay)","field":"unheard_of"}}`; got.JSON != want {
		t.Errorf("got %s, want %s", got.JSON, want)
	}
	for name, v := range map[string]view.Viewer{"agent": {Role: desk.RoleAgent}, "masked": {Role: desk.RoleOwner, HideNumbers: true}} {
		if _, err := v.Raw([]byte(kept)); desk.CodeOf(err) != desk.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whoever follows a thread knows of it as long as they see anything of it, so that they can
// end it; who else does is for those who see it as it is now.
func TestThread_followersKnowOfThemselves(t *testing.T) {
	t.Parallel()
	offered := subject(desk.InteractionOffered, "")
	offered.Offer = &desk.Offer{UserID: bruno, State: desk.OfferOpen}
	for name, tt := range map[string]struct {
		v    view.Viewer
		s    view.Subject
		want []string
	}{
		"whose it is":                {agent(ana), subject(desk.InteractionOpen, ana), []string{string(ana), string(bruno)}},
		"had an earlier part":        {agent(bruno), subject(desk.InteractionOpen, ana), []string{string(bruno)}},
		"is asked to take it":        {agent(bruno), offered, []string{string(bruno)}},
		"sees nothing":               {agent("usr_x"), subject(desk.InteractionOpen, ana), nil},
		"a supervisor, follows none": {view.Viewer{UserID: "usr_x", Role: desk.RoleAdmin}, subject(desk.InteractionOpen, ana), []string{string(ana), string(bruno)}},
	} {
		tt.s.Thread.Followers = []desk.UserID{ana, bruno}
		var got wire.Thread
		if c := tt.v.Thread(tt.s).Change(); !c.Gone {
			if err := c.Into(&got); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(got.Followers, tt.want) {
			t.Errorf("%s: followers %v, want %v", name, got.Followers, tt.want)
		}
	}
}
