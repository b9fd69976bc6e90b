// Package spinetest gives tests the relay's spine: the real store, ledger and
// engine, wired as relay wires them, with an organization and a number in it.
// It is for tests of what stands around the spine (hub, sender, the desktop's
// link), and not for tests of the three themselves.
package spinetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
	"github.com/parleydesk/parley/backend/wire"
)

// What is there from the start. The number is the sandbox's own.
const (
	Org   = desk.OrgID("org_1")
	Line  = desk.NumberID("num_1")
	App   = desk.AppID(sandbox.DefaultAppID)
	Phone = sandbox.DefaultNumber
)

// Spine is the running store, ledger and engine. Its methods fail the test instead of
// giving errors, and may not be called from other goroutines than the test's.
type Spine struct {
	DB     *store.DB
	Ledger *ledger.Ledger

	t    testing.TB
	said int
}

// listener is a function that hears of commits.
type listener func()

// Nudge calls it.
func (l listener) Nudge() { l() }

// Open starts a spine in a directory of its own and stops it after the test.
// onCommit is called after each commit, on the writer's goroutine.
func Open(t testing.TB, onCommit func()) *Spine {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, storetest.Empty(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &Spine{DB: db, t: t}
	s.Ledger = relay.NewLedger(db, ledger.Config{})
	s.Ledger.Tell(listener(onCommit))
	if err := s.Ledger.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Ledger.Stop()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Put(desk.EntryOrgPut, desk.Organization{ID: Org, Name: "Test"})
	s.Put(desk.EntryNumberPut, desk.Number{
		ID: Line, Provider: "meta", AppID: App, PhoneID: Phone, Phone: "+493023125014", Name: "Line", State: desk.NumberReady,
	})
	return s
}

// Submit appends a proposal.
func (s *Spine) Submit(d desk.Proposal) desk.Outcome {
	s.t.Helper()
	d.Org = Org
	out, err := s.Ledger.Submit(context.Background(), desk.Submission{Proposals: []desk.Proposal{d}})
	if err != nil || out[0].Quarantined {
		s.t.Fatalf("%s: %+v, %v", d.Kind, out, err)
	}
	return out[0]
}

// Put appends an entry with v as its payload.
func (s *Spine) Put(kind desk.EntryKind, v any) {
	s.t.Helper()
	s.Submit(desk.Proposal{Kind: kind, Payload: s.encode(v)})
}

// Person adds an active person who may serve customers and is not connected.
func (s *Spine) Person(id desk.UserID, role desk.Role) {
	s.t.Helper()
	s.Put(desk.EntryUserPut, desk.User{
		ID: id, Name: string(id), Role: role, Active: true, WhatsApp: true, Capacity: 5,
		Presence: desk.Presence{State: desk.PresenceOffline, Chosen: desk.PresenceOnline},
	})
}

// Inbox maps the number to an inbox from which these people take.
func (s *Spine) Inbox(by desk.UserID, members ...desk.UserID) {
	s.t.Helper()
	put := wire.PutInbox{Name: "Support", Mode: string(desk.ModeManual), NumberID: string(Line), ReassignSeconds: 30}
	for _, m := range members {
		put.Members = append(put.Members, string(m))
	}
	s.Command(by, wire.CmdPutInbox.Name, put, nil)
}

// Command records a person's command, which must be granted, and reads its
// answer into out unless that is nil.
func (s *Spine) Command(by desk.UserID, name string, body, out any) {
	s.t.Helper()
	entry := desk.CommandEntry{UserID: by, ClientID: desk.NewID("cmd"), Name: name, Body: s.encode(body)}
	answer := s.Submit(desk.Proposal{Kind: desk.EntryCommand, Payload: s.encode(entry)}).Answer
	var res wire.Result
	if err := json.Unmarshal(answer, &res); err != nil {
		s.t.Fatal(err)
	}
	if res.Error != nil {
		s.t.Fatalf("%s: %+v", name, res.Error)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(res.Body, out); err != nil {
		s.t.Fatal(err)
	}
}

// Customer lets a customer write, through Meta's own payload.
func (s *Spine) Customer(from, text string) {
	s.t.Helper()
	s.said++
	s.Webhook(fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},
		"contacts":[{"profile":{"name":"Customer %s"},"wa_id":%q}],
		"messages":[{"from":%q,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":%q}}]}}]}]}`,
		Phone, from, from, from, s.said, time.Now().Unix(), text))
}

// Webhook appends the messages of a body of Meta's.
func (s *Spine) Webhook(body []byte) {
	s.t.Helper()
	items, err := meta.Split(body)
	if err != nil || len(items) == 0 {
		s.t.Fatalf("no items in the body: %v", err)
	}
	for _, item := range items {
		s.Submit(desk.Proposal{Kind: desk.EntryMetaMessage, Key: item.Key, Payload: s.encode(desk.ItemEntry{
			AppID: App, NumberID: Line, PhoneID: Phone, Field: "messages", Time: item.Time, Item: item.Payload,
		})})
	}
}

// Waiting gives the longest waiting interaction.
func (s *Spine) Waiting() wire.InteractionRef {
	s.t.Helper()
	ctx := context.Background()
	inboxes, err := desk.Find[*desk.Inbox](ctx, s.DB, Org, desk.Inboxes.With())
	if err != nil || len(inboxes) == 0 {
		s.t.Fatalf("no inbox: %v", err)
	}
	list, err := s.DB.WaitingIn(ctx, Org, inboxes[0].ID)
	if err != nil || len(list) == 0 {
		s.t.Fatalf("nothing waits: %v", err)
	}
	return wire.InteractionRef{InteractionID: string(list[0].ID), Epoch: list[0].Epoch}
}

func (s *Spine) encode(v any) json.RawMessage {
	s.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}
