package channel_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
)

// canary stands in every text of a message that somebody wrote.
const canary = "hush-hush"

// kept is an item that is stored.
type kept struct {
	kind    channel.Kind
	message channel.Message
	err     error
	chunk   bool
}

func (k kept) Classify() (kind channel.Kind, reason string) { return k.kind, "why" }
func (k kept) Message() (channel.Message, error)            { return k.message, k.err }
func (kept) Receipt() (channel.Receipt, error)              { return channel.Receipt{}, errors.New("none") }
func (kept) Event() (channel.Event, error)                  { return channel.Event{}, errors.New("none") }
func (k kept) History() (h channel.History, list []channel.Stored, isChunk bool) {
	return h, nil, k.chunk
}

// said gives a message of each sort of content, with the canary in whatever a person
// wrote or may be known by.
func said() map[string]channel.Message {
	return map[string]channel.Message{
		"a text":     {Type: channel.TypeText, Text: canary},
		"a file":     {Type: channel.TypeImage, Text: canary, Media: &channel.Media{ID: canary, FileName: canary, URL: canary, SHA256: canary}},
		"a place":    {Type: channel.TypeLocation, Location: &channel.Location{Latitude: 1, Name: canary, Address: canary}},
		"contacts":   {Type: channel.TypeContacts, Contacts: []channel.Card{{Name: canary, Emails: []string{canary}}}},
		"a button":   {Type: channel.TypeButton, Button: &channel.Button{Text: canary, Payload: canary}},
		"a form":     {Type: channel.TypeInteractive, Interactive: &channel.Interactive{Type: "nfm_reply", Title: canary, Answers: []channel.Detail{{Name: canary, Value: canary}}}},
		"an order":   {Type: channel.TypeOrder, Order: &channel.Order{Text: canary, Items: []channel.OrderItem{{RetailerID: canary}}}},
		"a change":   {Type: channel.TypeSystem, System: &channel.System{Kind: channel.SystemNumberChanged, Body: canary, NewWaID: "49301"}},
		"a reaction": {Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "m0", Emoji: canary}},
		"an edit":    {Type: channel.TypeEdit, Edit: &channel.Edit{OriginalID: "m0", Content: channel.Message{Text: canary}}},
		"a product":  {Type: channel.TypeText, Context: &channel.Context{ID: "m0", Product: &channel.Product{RetailerID: canary}}},
		"an advert":  {Type: channel.TypeText, Text: canary, Referral: &channel.Referral{Headline: canary, SourceURL: canary}},
		"the rest":   {Type: channel.TypeUnsupported, NotUnderstood: "why", Details: []channel.Detail{{Name: canary, Value: canary}, {Value: canary}}},
	}
}

// What is erased is nowhere in what stays, and everything that other rows hang on is:
// who, when, of which sort, about which other message.
func TestEraseItem_leavesNothingOfTheContent(t *testing.T) {
	t.Parallel()
	for name, m := range said() {
		m.ID, m.Time, m.From, m.PhoneNumberID = "m1", 1739321024000, channel.Person{WaID: "4930", UserID: "u1"}, "n1"
		whole := m.Richness()
		left, ok := channel.EraseItem(kept{kind: channel.KindMessage, message: m})
		if !ok || strings.Contains(string(left), canary) {
			t.Errorf("%s: %v, left %s", name, ok, left)
			continue
		}
		s, ok := channel.OpenErased(left)
		if !ok {
			t.Errorf("%s: what stays cannot be opened: %s", name, left)
			continue
		}
		got, err := s.Message()
		if err != nil || got.ID != m.ID || got.Type != m.Type || got.Time != m.Time || got.From != m.From || got.PhoneNumberID != m.PhoneNumberID {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if kind, reason := s.Classify(); kind != channel.KindMessage || reason != "why" {
			t.Errorf("%s: it is a %s now, because %s", name, kind, reason)
		}
		// A poorer version that comes later must not take its place.
		if got.Erased == nil || got.Richness() != whole {
			t.Errorf("%s: it was %d rich, and is %d", name, whole, got.Richness())
		}
		sameShape(t, name, m, got)
	}
}

// sameShape: the parts that were there are there, empty. Ids of rows are counted by them.
func sameShape(t *testing.T, name string, was, is channel.Message) {
	t.Helper()
	for part, same := range map[string]bool{
		"media": (was.Media == nil) == (is.Media == nil), "button": (was.Button == nil) == (is.Button == nil),
		"interactive": (was.Interactive == nil) == (is.Interactive == nil), "order": (was.Order == nil) == (is.Order == nil),
		"system": (was.System == nil) == (is.System == nil), "reaction": (was.Reaction == nil) == (is.Reaction == nil),
		"edit": (was.Edit == nil) == (is.Edit == nil), "details": (len(was.Details) == 0) == (len(is.Details) == 0),
		"context": (was.Context == nil) == (is.Context == nil),
	} {
		if !same {
			t.Errorf("%s: its %s is gone, or new", name, part)
		}
	}
	switch {
	case was.Interactive != nil && is.Interactive.Type != was.Interactive.Type,
		was.Reaction != nil && is.Reaction.MessageID != was.Reaction.MessageID,
		was.Edit != nil && is.Edit.OriginalID != was.Edit.OriginalID,
		was.Context != nil && is.Context.ID != was.Context.ID,
		was.System != nil && (is.System.Kind != was.System.Kind || is.System.NewWaID != was.System.NewWaID):
		t.Errorf("%s: what it is about is gone", name)
	}
}

// Erasing must not change what others still hold.
func TestEraseItem_leavesTheMessageAlone(t *testing.T) {
	t.Parallel()
	for name, m := range said() {
		before, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		channel.EraseItem(kept{kind: channel.KindEcho, message: m})
		if after, err := json.Marshal(m); err != nil || string(after) != string(before) {
			t.Errorf("%s: %s became %s", name, before, after)
		}
	}
}

func TestEraseItem_onlyOfMessages(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		item kept
		want bool
	}{
		"a message":              {kept{kind: channel.KindMessage}, true},
		"an echo":                {kept{kind: channel.KindEcho}, true},
		"an old message":         {kept{kind: channel.KindHistory}, true},
		"a chunk of history":     {kept{kind: channel.KindHistory, chunk: true}, false},
		"a receipt":              {kept{kind: channel.KindStatus}, false},
		"an event":               {kept{kind: channel.KindEvent}, false},
		"what is not understood": {kept{kind: channel.KindUnknown}, false},
		"a message of nobody's":  {kept{kind: channel.KindMessage, err: errors.New("no id")}, false},
	} {
		if left, ok := channel.EraseItem(tc.item); ok != tc.want || ok != (left != nil) {
			t.Errorf("%s: %v, %s", name, ok, left)
		}
	}
}

func TestOpenErased_refusesProvidersItems(t *testing.T) {
	t.Parallel()
	for _, item := range []string{``, `null`, `{}`, `{"message":{}}`, `{"erased":null}`, `{"erased":7}`, `{"erased":{`, `[{"erased":{}}]`, ` {"erased":{}}`} {
		if s, ok := channel.OpenErased(json.RawMessage(item)); ok {
			t.Errorf("%q is taken for %v", item, s)
		}
	}
	s, ok := channel.OpenErased(json.RawMessage(`{"erased":{"kind":"message","message":{},"richness":2}}`))
	if !ok {
		t.Fatal("not opened")
	}
	if _, err := s.Receipt(); err == nil {
		t.Error("it is a receipt")
	}
	if _, err := s.Event(); err == nil {
		t.Error("it is an event")
	}
	if _, _, isChunk := s.History(); isChunk {
		t.Error("it is a chunk of history")
	}
}

func TestRichness_ranksVersionsOfAMessage(t *testing.T) {
	t.Parallel()
	loose := channel.Loose
	for name, tc := range map[string]struct {
		m    channel.Message
		want channel.Richness
	}{
		"a text":                        {channel.Message{Type: channel.TypeText, Text: "a"}, channel.Whole},
		"only that there was one":       {channel.Message{Type: channel.TypeUnsupported}, channel.Bare},
		"the same, in the older word":   {channel.Message{Type: channel.TypeUnknown}, channel.Bare},
		"a file that comes later":       {channel.Message{Type: channel.TypeMediaPlaceholder}, channel.Bare},
		"not understood, with values":   {channel.Message{Type: "x", NotUnderstood: "why", Details: []channel.Detail{{}}}, channel.Loose},
		"not understood, and no values": {channel.Message{Type: "x", NotUnderstood: "why"}, channel.Bare},
		"unsupported, with values":      {channel.Message{Type: channel.TypeUnsupported, Details: []channel.Detail{{}}}, channel.Bare},
		"erased, of what it was":        {channel.Message{Type: channel.TypeUnsupported, Erased: &loose}, channel.Loose},
	} {
		if got := tc.m.Richness(); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}

// The order is stored in keys: a version that tells more has the higher degree, and
// the grades name the poorer ones from the poorest.
func TestKeyGrades_poorerFirst(t *testing.T) {
	t.Parallel()
	if channel.Bare >= channel.Loose || channel.Loose >= channel.Whole {
		t.Error("the degrees are out of order")
	}
	if len(channel.KeyGrades) != int(channel.Whole) || channel.KeyGrades[channel.Bare] != "|bare" || channel.KeyGrades[channel.Loose] != "|loose" {
		t.Errorf("grades: %q", channel.KeyGrades)
	}
}

// Keys are kept for ever: they never change, and no two items share one.
func TestEntryKey_isTheSameForEver(t *testing.T) {
	t.Parallel()
	if got := channel.EntryKey("meta", "app1", "messages", "message/wamid.1"); got != "meta/app1/messages/message/wamid.1" {
		t.Errorf("the key is %q", got)
	}
	if channel.EntryKey("meta", "app1", "messages", "x") == channel.EntryKey("courier", "app1", "messages", "x") {
		t.Error("two providers share a key")
	}
}
