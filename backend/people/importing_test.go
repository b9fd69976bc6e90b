package people_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/wire"
)

// importer is an organization with an owner, an agent and an inbox.
type importer struct {
	*rig
	by    *desk.User
	id    people.Identity
	inbox string
}

func newImporter(t *testing.T) *importer {
	t.Helper()
	r := newRig(t)
	s := r.owner()
	i := &importer{rig: r, by: r.user(s.UserID), id: people.Identity{Org: org, UserID: desk.UserID(s.UserID), DeviceID: "dev_1"}}
	body, err := json.Marshal(wire.PutInbox{Name: "Support", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{}, NoNumber: true})
	r.must(err)
	_, err = desk.Record(t.Context(), r.g, org, desk.EntryCommand, desk.CommandEntry{UserID: i.by.ID, ClientID: "1", Name: wire.CmdPutInbox.Name, Version: 1, Body: body})
	r.must(err)
	boxes, err := desk.Find[*desk.Inbox](t.Context(), r.g, org, desk.Inboxes.With())
	r.must(err)
	i.inbox = string(boxes[0].ID)
	return i
}

func (i *importer) list(dry bool, rows ...wire.PersonRow) wire.PeopleImported {
	i.t.Helper()
	out, err := i.s.Import(i.t.Context(), i.id, i.by, wire.ImportPeople{Rows: rows, Dry: dry})
	i.must(err)
	if len(out.Fates) != len(rows) {
		i.t.Fatalf("%d fates of %d rows", len(out.Fates), len(rows))
	}
	return out
}

// fates are the answers in short: the fate, or why a row was refused.
func fates(out wire.PeopleImported) string {
	var list []string
	for _, f := range out.Fates {
		if f.Said != nil {
			list = append(list, f.Said.Subcode)
			continue
		}
		list = append(list, f.Fate)
	}
	return strings.Join(list, " ")
}

func (i *importer) at(id desk.UserID) int {
	i.t.Helper()
	box, err := desk.Get[*desk.Inbox](i.t.Context(), i.g, org, desk.RowInbox, i.inbox)
	i.must(err)
	for _, m := range box.Members {
		if m == id {
			return max(1, box.LevelOf()[id])
		}
	}
	return 0
}

func (i *importer) in(level int) *wire.Places {
	return &wire.Places{List: []wire.Place{{InboxID: i.inbox, Level: level}}}
}

// A list invites who is new, changes who is here, and leaves alone what is so already; a
// dry run says the same and keeps nothing.
func TestImport_invitesAndChanges(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	off, auto := false, true
	rows := []wire.PersonRow{
		{Name: "Ana", Email: "ana@example.com", Capacity: 9, Places: i.in(40), AutoAccept: &auto, Presence: "away", Reason: " Training "},
		{Name: "Ben", Email: "ben@example.com", Role: "admin", WhatsApp: &off, Licences: &wire.LicenceList{List: []string{"base"}}},
		{Name: "Maria", Email: i.by.Email, Capacity: 3, Places: i.in(2), AutoAccept: &auto, Presence: "offline"},
	}
	head := i.head()
	dry := i.list(true, rows...)
	if got := fates(dry); got != "invited invited changed" || dry.Kept || i.head() != head {
		t.Fatalf("dry: %s, kept %v, head %d after %d", got, dry.Kept, i.head(), head)
	}
	if dry.Fates[0].Invitation != nil || i.user(string(i.by.ID)).Capacity == 3 {
		t.Fatal("a dry run gave a code or changed somebody")
	}
	out := i.list(false, rows...)
	if got := fates(out); got != "invited invited changed" || !out.Kept {
		t.Fatalf("%s, kept %v", got, out.Kept)
	}
	if u := i.user(string(i.by.ID)); u.Capacity != 3 || i.at(u.ID) != 2 || !u.AutoAccept || u.Presence.Chosen != desk.PresenceOffline {
		t.Errorf("Maria holds %d at level %d", u.Capacity, i.at(u.ID))
	}
	s, err := i.s.Claim(t.Context(), wire.Claim{Code: out.Fates[0].Invitation.Code, Name: "Ana", Email: "ana@example.com", Password: good})
	i.must(err)
	if u := i.user(s.UserID); u.Capacity != 9 || u.Role != desk.RoleAgent || i.at(u.ID) != 40 || !u.AutoAccept || u.Presence.Chosen != desk.PresenceAway || u.Presence.Reason != "Training" || u.Presence.By != i.by.ID {
		t.Errorf("Ana came as %+v at level %d", u, i.at(u.ID))
	}
	s, err = i.s.Claim(t.Context(), wire.Claim{Code: out.Fates[1].Invitation.Code, Name: "Ben", Email: "ben@example.com", Password: good})
	i.must(err)
	if u := i.user(s.UserID); u.Role != desk.RoleAdmin || u.WhatsApp || u.Licensed(desk.LicenceContactCenter) || !u.Licensed(desk.LicenceBase) {
		t.Errorf("Ben came as %+v", u)
	}
	// The same list again is what everybody is already.
	if again := i.list(false, rows...); fates(again) != "same same same" {
		t.Errorf("again: %s", fates(again))
	}
	if u := i.user(s.UserID); !u.Active {
		t.Error("Ben was switched off")
	}
	// A licence is given first, so that the inbox can follow.
	all := &wire.LicenceList{List: []string{"base", "contactCenter", "whatsApp"}}
	on := true
	if got := fates(i.list(false, wire.PersonRow{Email: "ben@example.com", WhatsApp: &on, Licences: all, Places: i.in(5)})); got != "changed" || i.at(desk.UserID(s.UserID)) != 5 {
		t.Errorf("Ben: %s at %d", got, i.at(desk.UserID(s.UserID)))
	}
}

// Who never chose a presence is online: to be told so again is no change, and nobody
// needs a right for what they leave as it is.
func TestImport_leavesAloneWhatIsSo(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	out := i.list(false, wire.PersonRow{Name: "Adam", Email: "adam@example.com", Role: "admin", Licences: &wire.LicenceList{List: []string{"base"}}})
	s, err := i.s.Claim(t.Context(), wire.Claim{Code: out.Fates[0].Invitation.Code, Name: "Adam", Email: "adam@example.com", Password: good})
	i.must(err)
	if chosen := i.by.Presence.Chosen; chosen != "" {
		t.Fatalf("the owner chose %q", chosen)
	}
	i.by = i.user(s.UserID)
	i.id.UserID = i.by.ID
	owner := wire.PersonRow{Email: "maria@example.com", Role: "owner", Licences: &wire.LicenceList{List: []string{"whatsApp", "base", "contactCenter"}}, Presence: "online"}
	if got := fates(i.list(false, owner, wire.PersonRow{Email: "adam@example.com", Presence: "online"})); got != "same same" {
		t.Errorf("unchanged: %s", got)
	}
	owner.Presence = "offline"
	if got := fates(i.list(false, owner)); got == "same" || got == "changed" {
		t.Errorf("an admin sent the owner away: %s", got)
	}
}

// A list says beforehand which active number it leaves without anybody, as a whole: who
// goes while another comes leaves none alone.
func TestImport_saysWhomItLeavesAlone(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	on, off := true, false
	put := func(number desk.NumberID, switchedOff bool) {
		_, err := desk.Record(t.Context(), i.g, org, desk.EntryNumberPut, desk.NumberEntry{InboxID: desk.InboxID(i.inbox), Number: desk.Number{ID: number, Name: "Orders", Off: switchedOff}})
		i.must(err)
	}
	put("num_1", false)
	i.list(false, wire.PersonRow{Email: i.by.Email, Places: i.in(1)})
	alone := func(dry bool, rows ...wire.PersonRow) string {
		out := i.list(dry, rows...)
		if out.Kept == dry {
			t.Fatalf("%s, kept %v", fates(out), out.Kept)
		}
		return strings.Join(out.LeftAlone, " ")
	}
	me := i.by.Email
	for said, row := range map[string]wire.PersonRow{
		"channel off": {Email: me, WhatsApp: &off},
		"no inbox":    {Email: me, Places: &wire.Places{List: []wire.Place{}}},
		"no licence":  {Email: me, Licences: &wire.LicenceList{List: []string{"base"}}},
	} {
		if got := alone(true, row); got != "num_1" {
			t.Errorf("%s: leaves %q alone", said, got)
		}
	}
	if got := alone(true, wire.PersonRow{Email: me, Capacity: 2}); got != "" {
		t.Errorf("a capacity leaves %q alone", got)
	}
	out := i.list(false, wire.PersonRow{Name: "Ben", Email: "ben@example.com", WhatsApp: &off})
	_, err := i.s.Claim(t.Context(), wire.Claim{Code: out.Fates[0].Invitation.Code, Name: "Ben", Email: "ben@example.com", Password: good})
	i.must(err)
	if got := alone(true, wire.PersonRow{Email: me, WhatsApp: &off}, wire.PersonRow{Email: "ben@example.com", WhatsApp: &on, Places: i.in(1)}); got != "" {
		t.Errorf("one for the other leaves %q alone", got)
	}
	if got := alone(false, wire.PersonRow{Email: me, WhatsApp: &off}); got != "num_1" {
		t.Errorf("kept: leaves %q alone", got)
	}
	if got := alone(true, wire.PersonRow{Email: me, Capacity: 3}); got != "" {
		t.Errorf("what was alone before is said again: %q", got)
	}
}

// One row that can't be keeps the whole list from being taken, and each says why.
func TestImport_isAllOrNothing(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.list(false, wire.PersonRow{Name: "Open", Email: "open@example.com"})
	off := false
	bad := []wire.PersonRow{
		{Name: "Fine", Email: "fine@example.com"},
		{Name: "Twice", Email: "FINE@example.com"},
		{Name: "No address", Email: "nobody"},
		{Name: "Formula", Email: "=eva@example.com"},
		{Name: "", Email: "noname@example.com"},
		{Name: "Chief", Email: "chief@example.com", Role: "chief"},
		{Name: "Gold", Email: "gold@example.com", Licences: &wire.LicenceList{List: []string{"gold"}}},
		{Name: "Level", Email: "level@example.com", Places: i.in(101)},
		{Name: "Much", Email: "much@example.com", Capacity: 501},
		{Name: "Mute", Email: "mute@example.com", WhatsApp: &off, Places: i.in(1)},
		{Name: "Asleep", Email: "asleep@example.com", Presence: "asleep"},
		{Name: "Why", Email: "why@example.com", Presence: "online", Reason: "Lunch"},
		{Name: "Long", Email: "long@example.com", Presence: "away", Reason: strings.Repeat("x", 41)},
		{Name: "Open", Email: "open@example.com", Role: "admin"},
		{Name: "Me", Email: i.by.Email, Role: "agent"},
	}
	head := i.head()
	out := i.list(false, bad...)
	want := "invited personTwice email email personUnnamed badRole badLicence badLevel badCapacity notLicensed badState badState longName open self"
	if got := fates(out); got != want || out.Kept || i.head() != head {
		t.Errorf("got  %s\nwant %s\nkept %v, head %d after %d", got, want, out.Kept, i.head(), head)
	}
	if list, err := i.s.Invitations(t.Context(), org, i.by); err != nil || len(list.Invitations) != 1 {
		t.Errorf("invitations: %+v, %v", list, err)
	}
	_, err := i.s.Import(t.Context(), i.id, i.by, wire.ImportPeople{Rows: []wire.PersonRow{{Name: "X", Email: "x@example.com", Places: &wire.Places{List: []wire.Place{{InboxID: "inb_x", Level: 1}}}}}})
	i.wants("an inbox that is not there", err, desk.CodeNotFound, "notYours")
	_, err = i.s.Import(t.Context(), i.id, i.by, wire.ImportPeople{Rows: make([]wire.PersonRow, wire.MaxPeople+1)})
	i.wants("too long a list", err, desk.CodeInvalid, "tooManyPeople")
}

// Licences are counted along the list: the row for which none is left is refused, and
// with it all.
func TestImport_countsLicences(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	i.bought(3) // the owner has one of each
	var rows []wire.PersonRow
	for n := range 3 {
		rows = append(rows, wire.PersonRow{Name: fmt.Sprint("P", n), Email: fmt.Sprintf("p%d@example.com", n)})
	}
	if out := i.list(false, rows...); fates(out) != "invited invited noSeat" || out.Kept {
		t.Errorf("%s, kept %v", fates(out), out.Kept)
	}
	if out := i.list(false, rows[:2]...); fates(out) != "invited invited" || !out.Kept {
		t.Errorf("%s, kept %v", fates(out), out.Kept)
	}
}

// A list that would make more open invitations than an organization may have is refused
// from the row on that is one too many.
// As many as one list may have: what is answered, with a link and a code for each, fits
// into what one frame carries.
func TestImport_ofAWholeList(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	var rows []wire.PersonRow
	for n := range desk.MostPeopleListed {
		rows = append(rows, wire.PersonRow{Name: fmt.Sprintf("Maria-Theresia Hohenwarter %d", n), Email: fmt.Sprintf("maria-theresia%d@support.example.com", n), Places: i.in(40)})
	}
	out := i.list(false, rows...)
	raw, err := json.Marshal(out)
	i.must(err)
	if !out.Kept || len(out.Fates) != len(rows) || len(raw)+4096 > wire.MaxFrame {
		t.Fatalf("kept %v, %d fates in %d bytes", out.Kept, len(out.Fates), len(raw))
	}
	for n, f := range out.Fates {
		if f.Invitation == nil || f.Invitation.Code == "" {
			t.Fatalf("row %d: %+v", n, f)
		}
	}
}

func TestImport_keepsToTheBoundOfInvitations(t *testing.T) {
	t.Parallel()
	i := newImporter(t)
	list := func(from int) (rows []wire.PersonRow) {
		for n := range wire.MaxPeople {
			rows = append(rows, wire.PersonRow{Name: "P", Email: fmt.Sprintf("p%d@example.com", from+n)})
		}
		return rows
	}
	for n := range 2 {
		if out := i.list(false, list(n*wire.MaxPeople)...); !out.Kept {
			t.Fatalf("list %d: %s", n, fates(out))
		}
	}
	head := i.head()
	out := i.list(false, list(2*wire.MaxPeople)...)
	if got := fates(out); out.Kept || i.head() != head || strings.Count(got, "invited") != 100 || strings.Count(got, "invitesFull") != 100 {
		t.Errorf("kept %v: %s", out.Kept, got)
	}
}
