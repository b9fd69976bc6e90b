package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/wire"
)

// folding is the engine with Meta, whose payloads most tests write, and a second
// provider.
var folding = engine.New(meta.Reader{}, pigeon{})

// pigeon is a provider of SMS that exists in these tests only.
type pigeon struct{}

// pigeonItem is how it tells of a message, or of how far one of ours has come.
type pigeonItem struct{ ID, From, Text, Reached, Ours string }

func (pigeon) Provider() string { return "pigeon" }

func (p pigeon) ReadEntry(payload []byte) (e desk.ItemEntry, stored channel.Stored, ok bool) {
	if json.Unmarshal(payload, &e) != nil {
		return e, nil, false
	}
	return e, p.OpenItem(e.Item), true
}

func (pigeon) OpenItem(item json.RawMessage) channel.Stored {
	var it pigeonItem
	_ = json.Unmarshal(item, &it) // what cannot be read has no id
	return it
}

func (pigeon) ReceiptKeys(app desk.AppID, id string) string {
	return channel.EntryKey("pigeon", app, "receipts", id)
}

func (pigeon) Explain(code int, title string) *desk.Said {
	return &desk.Said{Message: fmt.Sprintf("The pigeon came back with %d: %s.", code, title)}
}

func (i pigeonItem) Classify() (channel.Kind, string) {
	switch {
	case i.Reached != "":
		return channel.KindStatus, ""
	case i.ID != "":
		return channel.KindMessage, ""
	}
	return channel.KindUnknown, "the feather is not readable"
}

func (i pigeonItem) Message() (channel.Message, error) {
	if i.ID == "" {
		return channel.Message{}, errors.New("it has no id")
	}
	return channel.Message{ID: i.ID, Type: channel.TypeText, From: channel.Person{WaID: desk.PhoneNumber(i.From)}, Text: i.Text}, nil
}

func (i pigeonItem) Receipt() (channel.Receipt, error) {
	r := channel.Receipt{MessageID: i.ID, Status: i.Reached, CallbackData: i.Ours, Recipient: channel.Person{WaID: customer}}
	if i.Reached == channel.ReceiptFailed {
		r.Problems = []channel.Problem{{Code: 7, Title: "hawk", Said: &desk.Said{Message: "A hawk caught it."}}}
	}
	return r, nil
}

func (pigeonItem) Event() (channel.Event, error) { return channel.Event{}, errors.New("no events") }

func (pigeonItem) History() (channel.History, []channel.Stored, bool) {
	return channel.History{}, nil, false
}

// pigeons gives a world whose customers write SMS, through the other provider.
func pigeons(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.must(desk.EntryNumberPut, desk.Number{
		ID: "num2", Provider: "pigeon", Channel: desk.SMS, AppID: "app1", WabaID: "waba1", PhoneID: "roof", Phone: "+15550783882", Name: "Texts",
	})
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "Texts", Mode: string(desk.ModeRoundRobin), NumberID: "num2", ReassignSeconds: 30, Members: []string{"ana"},
	})
	return w
}

func (w *world) feather(what, item string) {
	w.t.Helper()
	w.must(desk.ItemKind("pigeon", what), desk.ItemEntry{AppID: "app1", NumberID: "num2", PhoneID: "roof", Field: "post", Item: json.RawMessage(item)})
}

// bird gives the message with the provider's id.
func (w *world) bird(id string) *desk.Message {
	w.t.Helper()
	m, err := w.m.MessageByProviderID(context.Background(), orgID, id)
	if err != nil {
		w.t.Fatalf("message %s: %v", id, err)
	}
	return m
}

func TestProvider_second_isReadAndNamed(t *testing.T) {
	t.Parallel()
	w := pigeons(t)
	w.feather(desk.ItemMessage, `{"id":"c1","from":"16505551234","text":"coo"}`)
	if m := w.bird("c1"); m.Text != "coo" || m.Direction != desk.In {
		t.Fatalf("the message is %+v", m)
	}
	if th := w.thread(); th.Channel != desk.SMS || th.NumberID != "num2" {
		t.Errorf("the thread is %+v", th)
	}
	w.feather(desk.ItemUnknown, `{}`)
	if list := w.unhandled(); len(list) != 1 || list[0].Provider != "pigeon" {
		t.Errorf("not understood: %+v", list)
	}
	w.accept()
	id := w.send("ana", w.text("hello"))
	w.deliver(id, "p9")
	w.feather(desk.ItemStatus, `{"id":"p9","reached":"failed"}`)
	if p := w.bird("p9").Problem; p == nil || p.Said == nil || p.Said.Message != "A hawk caught it." || p.Source != "pigeon" || p.Ours() {
		t.Errorf("failed with %+v", p)
	}
	id = w.send("ana", w.text("again"))
	w.posting(id)
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(id), Problem: &desk.Problem{Code: 3, Title: "rain"}})
	m, err := w.m.Message(t.Context(), orgID, desk.MessageID(id))
	if err != nil || m.Problem == nil || m.Problem.Said == nil || m.Problem.Said.Message != "The pigeon came back with 3: rain." || m.Problem.Source != "pigeon" {
		t.Errorf("rejected with %+v, %v", m, err)
	}
	if whole, err := folding.Whole(t.Context(), desk.Entry{Kind: "pigeon.message", Payload: []byte(`{"item":{"id":"c2","text":"all of it"}}`)}); err != nil || whole.Text != "all of it" {
		t.Errorf("the whole of it is %+v, %v", whole, err)
	}
}

// The window is the channel's: the same silence closes it on WhatsApp, and there
// is nothing to close on SMS.
func TestWindow_belongsToTheChannel(t *testing.T) {
	t.Parallel()
	closing := 24*hour - minute // the interaction has not ended yet
	w := pigeons(t)
	w.feather(desk.ItemMessage, `{"id":"c1","from":"16505551234","text":"coo"}`)
	w.accept()
	w.pass(closing)
	id := w.send("ana", w.text("still here"))
	w.pass(23 * hour) // ours is the last word, so it goes on
	if a := w.posting(id); !a.Allowed {
		t.Errorf("a text on SMS is refused: %s", a.Reason)
	}

	w = newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.pass(closing)
	w.refused("ana", wire.CmdSend.Name, w.text("still here"), "windowClosed")
}

func TestWindow_noneToMiss_tellsNobody(t *testing.T) {
	t.Parallel()
	for ch, want := range map[desk.Channel]int{desk.SMS: 0, desk.WhatsApp: 1} {
		w := newWorld(t)
		w.must(desk.EntryNumberPut, desk.Number{
			ID: "num1", Provider: "meta", Channel: ch, AppID: "app1", WabaID: "waba1", PhoneID: w.phoneID, Phone: "+15550783881", Name: "Support",
		})
		first := w.hello("+" + customer)
		first.Text = "hello" // what an SMS begins with, instead of a template
		w.deliver(w.start("ana", first), "wamid.t")
		w.pass(24*hour + minute)
		if got := w.notices("ana", desk.NoticeWindow); got != want {
			t.Errorf("%s: %d notices of a missed window, want %d", ch, got, want)
		}
	}
}
