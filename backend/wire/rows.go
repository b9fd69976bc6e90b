package wire

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/parleydesk/parley/backend/desk"
)

// Rows holds rows by kind: one list for each kind that leaves the relay. It is
// where a kind gets its shape on the wire; the desktop's copy, the bridge and the
// page's tables are made of it.
type Rows struct {
	Orgs         []Org             `json:"orgs" kind:"org"`
	Users        []User            `json:"users" kind:"user"`
	Apps         []App             `json:"apps" kind:"app"`
	Wabas        []Waba            `json:"wabas" kind:"waba"`
	Numbers      []Number          `json:"numbers" kind:"number"`
	Inboxes      []Inbox           `json:"inboxes" kind:"inbox"`
	Plans        []Plan            `json:"plans" kind:"plan"`
	Templates    []Template        `json:"templates" kind:"template"`
	Contacts     []Contact         `json:"contacts" kind:"contact"`
	Threads      []Thread          `json:"threads" kind:"thread"`
	Interactions []Interaction     `json:"interactions" kind:"interaction"`
	Offers       []Offer           `json:"offers" kind:"offer"`
	Decisions    []Decision        `json:"decisions" kind:"decision"`
	Messages     []Message         `json:"messages" kind:"message"`
	Spans        []Span            `json:"spans" kind:"span"`
	ReadMarks    []ReadMark        `json:"readMarks" kind:"readMark"`
	Notices      []Notice          `json:"notices" kind:"notice"`
	Unhandled    []Unhandled       `json:"unhandled" kind:"unhandled"`
	Reservations []Reservation     `json:"reservations" kind:"reservation"`
	Profiles     []BusinessProfile `json:"profiles" kind:"profile"`
	Checkups     []Checkup         `json:"checkups" kind:"checkup"`
	SavedFilters []SavedFilter     `json:"savedFilters" kind:"savedFilter"`
	Labels       []Label           `json:"labels" kind:"label"`
	ListViews    []ListView        `json:"listViews" kind:"listView"`
	Canned       []CannedReply     `json:"cannedReplies" kind:"cannedReply"`
}

// Span is a time in which one person owned an interaction.
type Span struct {
	ID            string `json:"id"`
	InteractionID string `json:"interactionId"`
	ThreadID      string `json:"threadId"`
	InboxID       string `json:"inboxId"`
	UserID        string `json:"userId"`
	From          int64  `json:"from"`
	To            int64  `json:"to"` // 0 = they own it now
	Began         string `json:"began" of:"desk.SpanBegin"`
	Ended         string `json:"ended" of:"desk.SpanEnd | ''"`
	By            string `json:"by,omitempty"`      // who gave it to them, if somebody else did
	EndedBy       string `json:"endedBy,omitempty"` // who took it from them, if somebody else did
	Into          string `json:"into,omitempty"`    // the inbox to which it was transferred
}

// Reservation is what an open invitation keeps for its person (admins).
type Reservation struct {
	ID      string   `json:"id"`                                  // that of the invitation
	Without []string `json:"without,omitempty" of:"desk.Licence"` // the licences that the person will lack
	Until   int64    `json:"until"`
	// Places are the inboxes that the person will be in.
	Places []Place `json:"places,omitempty"`
	// Presence is the one with which they begin, and Reason why they are away; absent =
	// online.
	Presence string `json:"presence,omitempty" of:"desk.PresenceState | ''"`
	Reason   string `json:"reason,omitempty"`
}

// Plan is an interaction plan: where the interactions of a number go.
type Plan struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Kind     string       `json:"type" of:"desk.PlanKind"`
	InboxID  string       `json:"inboxId"` // where they queue, of one that branches: where the rest does
	Branches []PlanBranch `json:"branches,omitempty"`
}

// listOf finds a kind's list in Rows.
var listOf = func() map[desk.Kind]reflect.StructField {
	fields := map[desk.Kind]reflect.StructField{}
	t := reflect.TypeFor[Rows]()
	for i := range t.NumField() {
		fields[desk.Kind(t.Field(i).Tag.Get("kind"))] = t.Field(i)
	}
	return fields
}()

// Kinds lists the kinds of rows that this build can keep and show, in the order of
// Rows.
func Kinds() []desk.Kind {
	t := reflect.TypeFor[Rows]()
	list := make([]desk.Kind, t.NumField())
	for i := range list {
		list[i] = desk.Kind(t.Field(i).Tag.Get("kind"))
	}
	return list
}

// Known says whether rows of the kind can be kept and shown by this build.
func Known(k desk.Kind) bool {
	_, known := listOf[k]
	return known
}

// emptyRow makes an empty row of a known kind.
func emptyRow(k desk.Kind) any { return reflect.New(listOf[k].Type.Elem()).Interface() }

// NewRows gives empty lists: the page may not meet null.
func NewRows() Rows {
	var rows Rows
	v := reflect.ValueOf(&rows).Elem()
	for i := range v.NumField() {
		v.Field(i).Set(reflect.MakeSlice(v.Field(i).Type(), 0, 0))
	}
	return rows
}

// Add puts the row of a change into the list of its kind.
func (r *Rows) Add(c Change) error {
	f, known := listOf[desk.Kind(c.Kind)]
	if !known {
		return fmt.Errorf("there is no list for rows of kind %q", c.Kind)
	}
	row := reflect.New(f.Type.Elem())
	if err := json.Unmarshal(c.Body, row.Interface()); err != nil {
		return fmt.Errorf("a row of kind %s cannot be read", c.Kind) // not %w: the decoder's error may quote it
	}
	list := reflect.ValueOf(r).Elem().FieldByIndex(f.Index)
	list.Set(reflect.Append(list, row.Elem()))
	return nil
}
