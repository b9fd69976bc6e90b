package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// fataler is what testing.T and rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Error(args ...any)
}

// world is an organization with a ledger around the engine: entries are
// numbered, folded and applied, follow-up entries right after their cause.
type world struct {
	t   fataler
	m   *memory
	now int64
	n   int // things made by the test

	// once folds each entry once: a model that is played very often need not prove each
	// time that folding is a function.
	once bool

	phoneID string // Meta's id of the number
	ahead   int64  // of the relay's clock (now) before Meta's
}

const (
	orgID  = desk.OrgID("org_t")
	start0 = int64(1_790_000_000_000) // a whole second
	minute = int64(60_000)
	hour   = 60 * minute
)

func TestMain(m *testing.M) {
	desktest.Cases(25)
	m.Run()
}

// newWorld has an owner (olga), two agents (ana, ben) who are online, a number
// mapped to a round-robin inbox of both agents, and a template.
func newWorld(t fataler) *world {
	w := *firstWorld()
	w.t, w.m = t, w.m.copied()
	return &w
}

// firstWorld is the world that each new one is a copy of: to fold its beginning anew for
// each of some thousand worlds was a tenth of the time that these tests took.
var firstWorld = sync.OnceValue(func() *world {
	w := &world{t: panics{}, m: newMemory(), now: start0, phoneID: "106540352242922"}
	w.must(desk.EntryOrgPut, desk.Organization{ID: orgID, Name: "Shop"})
	w.person("olga", desk.RoleOwner)
	w.person("ana", desk.RoleAgent)
	w.person("ben", desk.RoleAgent)
	w.must(desk.EntryAppPut, desk.App{ID: "app1", Name: "App"})
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app1", Name: "Account"})
	w.must(desk.EntryNumberPut, desk.Number{
		ID: "num1", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: w.phoneID,
		Phone: "+15550783881", Name: "Support", DataSource: []desk.KV{{Key: "region", Value: "emea"}},
	})
	w.must(desk.EntryTemplatesPut, desk.TemplatesEntry{WabaID: "waba1", Templates: []desk.Template{{
		MetaID: "900", Name: "hello", Language: "en_US", Category: "UTILITY", Status: "APPROVED",
		Body: "Hello {{1}}, your order {{2}} is here.", Footer: "Shop",
		Buttons: []desk.TemplateButton{{Kind: "URL", Text: "Track", URL: "https://shop.example/{{1}}"}},
	}}})
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Support", Mode: string(desk.ModeRoundRobin), NumberID: "num1", ReassignSeconds: 30, Members: []string{"ana", "ben"},
	})
	w.online("ana", "ben")
	return w
})

// panics is the test of a world that no test has made.
type panics struct{}

func (panics) Helper()                      {}
func (panics) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
func (panics) Errorf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
func (panics) Error(args ...any)            { panic(fmt.Sprint(args...)) }

// leadsTo gives the inbox to which the number's plan leads, "" for none.
func (w *world) leadsTo(id desk.NumberID) desk.InboxID {
	w.t.Helper()
	m, err := desk.MappingOf(context.Background(), w.m, orgID)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return m.Inboxes[id]
}

func (w *world) person(id desk.UserID, role desk.Role) {
	w.t.Helper()
	w.must(desk.EntryUserPut, desk.User{
		ID: id, Name: strings.ToUpper(string(id[:1])) + string(id[1:]), Role: role, Active: true, WhatsApp: true, Capacity: 2,
	})
}

// uploads has the person send a file to the relay.
func (w *world) uploads(by desk.UserID, id desk.MediaID, mime string, size int64) {
	w.t.Helper()
	w.must(desk.EntryUploaded, desk.Upload{UserID: by, Media: desk.Media{ID: id, State: desk.MediaReady, MIME: mime, Size: size}})
}

func (w *world) online(ids ...desk.UserID) {
	w.t.Helper()
	for _, id := range ids {
		w.must(desk.EntryPresence, desk.PresenceEntry{UserID: id, Connected: true})
	}
}

func (w *world) offline(ids ...desk.UserID) {
	w.t.Helper()
	for _, id := range ids {
		w.must(desk.EntryPresence, desk.PresenceEntry{UserID: id, Connected: false})
	}
}

// fold appends and folds one entry, and its follow-ups.
func (w *world) fold(kind desk.EntryKind, body any) (any, error) { return w.foldAs(kind, "", body) }

func (w *world) foldAs(kind desk.EntryKind, key string, body any) (any, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	e := desk.Entry{Org: orgID, Seq: int64(len(w.m.entries)) + 1, Kind: kind, Key: key, At: w.now, Payload: b}
	w.m.entries = append(w.m.entries, e)
	batch, err := folding.Fold(context.Background(), w.m, e)
	again, err2 := batch, err
	if !w.once {
		again, err2 = folding.Fold(context.Background(), w.m, e)
	}
	// Reflection is quick, and right when it says that they are equal.
	if !w.once && !reflect.DeepEqual(batch, again) && !cmp.Equal(batch, again) || (err == nil) != (err2 == nil) {
		w.t.Fatalf("folding %s twice differs: %s", kind, cmp.Diff(batch, again))
	}
	if err != nil {
		w.m.entries = w.m.entries[:len(w.m.entries)-1]
		return nil, err
	}
	w.m.apply(e.Seq, batch)
	if answer, is := batch.Answer.(engine.Answer); is {
		w.m.entries[e.Seq-1].Answer, _ = json.Marshal(answer)
	}
	for _, f := range batch.Follow {
		if _, err := w.fold(f.Kind, json.RawMessage(f.Payload)); err != nil {
			return nil, fmt.Errorf("follow-up %s: %w", f.Kind, err)
		}
	}
	return batch.Answer, nil
}

func (w *world) must(kind desk.EntryKind, body any) any {
	w.t.Helper()
	a, err := w.fold(kind, body)
	if err != nil {
		w.t.Fatalf("fold %s: %v", kind, err)
	}
	return a
}

// command folds a command and gives its answer as a desktop would read it.
func (w *world) command(by desk.UserID, name string, body any) (json.RawMessage, error) {
	w.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		w.t.Fatalf("marshal: %v", err)
	}
	w.n++
	answer := w.must(desk.EntryCommand, desk.CommandEntry{UserID: by, ClientID: fmt.Sprintf("c%d", w.n), Name: name, Body: b})
	raw, err := json.Marshal(answer)
	if err != nil {
		w.t.Fatalf("marshal answer: %v", err)
	}
	var r wire.Result
	if err := json.Unmarshal(raw, &r); err != nil {
		w.t.Fatalf("the answer of %s is no wire.Result: %s", name, raw)
	}
	return r.Body, r.Error.Err()
}

func (w *world) ok(by desk.UserID, name string, body any) json.RawMessage {
	w.t.Helper()
	out, err := w.command(by, name, body)
	if err != nil {
		w.t.Fatalf("%s by %s was refused: %v", name, by, err)
	}
	return out
}

// refused wants the command refused with that subcode and a sentence, and
// nothing else changed.
func (w *world) refused(by desk.UserID, name string, body any, subcode string) {
	w.t.Helper()
	before := w.m.dump()
	_, err := w.command(by, name, body)
	var e *desk.Error
	if !errors.As(err, &e) {
		w.t.Fatalf("%s by %s was not refused, want %s", name, by, subcode)
	}
	if e.Subcode != subcode || words.Of(err) == words.Of(desk.Refuse(e.Code, "")) {
		w.t.Fatalf("%s by %s: got %s/%s %q, want subcode %s and a sentence of its own", name, by, e.Code, e.Subcode, words.Of(err), subcode)
	}
	if after := w.m.dump(); after != before {
		w.t.Fatalf("the refused %s changed something:\n%s", name, diff(before, after))
	}
}

func diff(a, b string) string {
	have := strings.Split(a, "\n")
	var out []string
	for _, l := range strings.Split(b, "\n") {
		if !slices.Contains(have, l) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}

// hook folds a webhook body as the webhook would hand it over.
func (w *world) hook(body string) {
	w.t.Helper()
	items, _ := meta.Split([]byte(body))
	for _, it := range items {
		w.item(it)
	}
}

func (w *world) item(it channel.Item) {
	w.t.Helper()
	kind := desk.EntryMetaEvent
	switch it.Kind {
	case channel.KindMessage, channel.KindEcho, channel.KindHistory:
		kind = desk.EntryMetaMessage
	case channel.KindStatus:
		kind = desk.EntryMetaStatus
	case channel.KindUnknown:
		kind = desk.EntryMetaUnknown
	default: // an event
	}
	e := desk.ItemEntry{
		AppID: "app1", WabaID: desk.WabaID(it.WABA), PhoneID: it.PhoneNumberID, Field: it.Field,
		Time: it.Time, Reason: it.Reason, Item: it.Payload,
	}
	if n, err := w.m.NumberByPhoneID(context.Background(), orgID, it.PhoneNumberID); err == nil {
		e.NumberID = n.ID
	}
	if _, err := w.foldAs(kind, "meta/app1/"+it.Field+"/"+it.Key, e); err != nil {
		w.t.Fatalf("fold %s: %v", kind, err)
	}
}

const customer = "16505551234"

// says has the customer write; extra is more JSON of the message.
func (w *world) says(id, text string) *desk.Message {
	w.t.Helper()
	return w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"text","text":{"body":%q}`, text))
}

func (w *world) wrote(id, from string, at int64, content string) *desk.Message {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
		"contacts":[{"profile":{"name":"Sheena"},"wa_id":%q}],
		"messages":[{"from":%q,"id":%q,"timestamp":"%d",%s}]}}]}]}`, w.phoneID, from, from, id, (at-w.ahead)/1000, content))
	m, err := w.m.MessageByProviderID(context.Background(), orgID, id)
	if err != nil {
		return nil
	}
	return m
}

// status has Meta report on a message.
func (w *world) status(id, word, extra string) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
		"statuses":[{"id":%q,"status":%q,"timestamp":"%d","recipient_id":%q%s}]}}]}]}`, w.phoneID, id, word, (w.now-w.ahead)/1000, customer, extra))
}

// thread gives the one thread that there is.
func (w *world) thread() *desk.Thread {
	w.t.Helper()
	list := every[desk.Thread](w.m, desk.RowThread, nil)
	if len(list) != 1 {
		w.t.Fatalf("there are %d threads, want 1", len(list))
	}
	return list[0]
}

func (w *world) interaction() *desk.Interaction {
	w.t.Helper()
	i, err := w.m.Interaction(context.Background(), orgID, w.thread().InteractionID)
	if err != nil {
		w.t.Fatalf("interaction: %v", err)
	}
	return i
}

func (w *world) ref() wire.InteractionRef {
	w.t.Helper()
	i := w.interaction()
	return wire.InteractionRef{InteractionID: string(i.ID), Epoch: i.Epoch}
}

func (w *world) offer() *desk.Offer {
	w.t.Helper()
	o, err := w.m.OpenOfferOf(context.Background(), orgID, w.thread().InteractionID)
	if err != nil {
		return &desk.Offer{}
	}
	return o
}

func (w *world) message(id string) *desk.Message {
	w.t.Helper()
	m, err := w.m.Message(context.Background(), orgID, desk.MessageID(id))
	if err != nil {
		w.t.Fatalf("message %s: %v", id, err)
	}
	return m
}

// accept has whoever is asked accept.
func (w *world) accept() desk.UserID {
	w.t.Helper()
	o := w.offer()
	w.ok(o.UserID, wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(o.ID)})
	return o.UserID
}

func (w *world) text(s string) wire.Send {
	w.t.Helper()
	i := w.interaction()
	return wire.Send{
		ThreadID: string(i.ThreadID), InteractionID: string(i.ID), Epoch: i.Epoch,
		Content: wire.SendContent{Kind: "text", Text: s},
	}
}

// send queues a reply and gives its message's id.
func (w *world) send(by desk.UserID, c wire.Send) string {
	w.t.Helper()
	var r wire.SendResult
	if err := json.Unmarshal(w.ok(by, wire.CmdSend.Name, c), &r); err != nil {
		w.t.Fatalf("send result: %v", err)
	}
	return r.MessageID
}

func (w *world) posting(id string) desk.PostingAnswer {
	w.t.Helper()
	return w.must(desk.EntrySendPosting, desk.SendEntry{MessageID: desk.MessageID(id)}).(desk.PostingAnswer)
}

// deliver has the sender post the message and Meta take it.
func (w *world) deliver(id, providerID string) {
	w.t.Helper()
	if a := w.posting(id); !a.Allowed {
		w.t.Fatalf("posting was not allowed: %s", a.Reason)
	}
	w.must(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(id), ProviderID: providerID, WaID: customer})
}

// fire folds the timers that are due, earliest first, until none is.
func (w *world) fire() {
	w.t.Helper()
	for range 1000 {
		var next *desk.Timer
		for _, t := range w.m.timers {
			if t.DueAt <= w.now && (next == nil || t.DueAt < next.DueAt || t.DueAt == next.DueAt && t.Subject < next.Subject) {
				next = &t
			}
		}
		if next == nil {
			return
		}
		w.must(desk.EntryTimer, *next)
	}
	w.t.Fatalf("timers never come to an end")
}

// pass lets time go by and what becomes due happen at its moment.
func (w *world) pass(ms int64) {
	w.t.Helper()
	until := w.now + ms
	for {
		next := until
		for _, t := range w.m.timers {
			next = min(next, max(t.DueAt, w.now))
		}
		w.now = next
		w.fire()
		if w.now >= until {
			return
		}
	}
}

func (w *world) notices(u desk.UserID, kind desk.NoticeKind) int {
	return len(every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.UserID == u && n.Kind == kind && !n.Read }))
}

func (w *world) unhandled() []*desk.Unhandled {
	return every[desk.Unhandled](w.m, desk.RowUnhandled, nil)
}

// rebuilt folds the kept entries again into nothing. Follow-ups are there as
// entries already and are not made again.
func (w *world) rebuilt() *memory {
	w.t.Helper()
	m := newMemory()
	for _, e := range w.m.entries {
		b, err := folding.Fold(context.Background(), m, e)
		if err != nil {
			w.t.Fatalf("rebuild entry %d of kind %s: %v", e.Seq, e.Kind, err)
		}
		m.entries = append(m.entries, e)
		m.apply(e.Seq, b)
	}
	return m
}
