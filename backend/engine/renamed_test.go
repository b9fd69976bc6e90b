package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	oldID = "US.1000000000000000001"
	newID = "US.1000000000000000002"

	secondPhoneID = "106540352242999"
)

// renames is a world of today's policy in which a customer has written under a number and an id.
func renames(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
	w.writesAs("wamid.1", customer, oldID)
	return w
}

// writesAs has somebody write under a number and an id.
func (w *world) writesAs(message, phone, user string) {
	w.t.Helper()
	w.now += minute
	w.wrote(message, phone, w.now, fmt.Sprintf(`"from_user_id":%q,%s`, user, text1))
}

func (w *world) tellsOfID(from, to string) {
	w.t.Helper()
	w.hook(change("ids"+to, "user_id_update", fmt.Sprintf(
		`"user_id_update":[{"user_id":{"previous":%q,"current":%q},"timestamp":"%d"}]`, from, to, w.now/1000)).body)
}

func (w *world) noticesID(message, to string) {
	w.t.Helper()
	w.wrote(message, customer, w.now, fmt.Sprintf(`"type":"system","system":{"body":"changed","user_id":%q,"type":"user_changed_user_id"}`, to))
}

// Guards a change of an id that left no line where it joined nobody, and two where it was told
// in two ways.
func TestRenamed_anIDThatChangesLeavesOneLineInAnyOrder(t *testing.T) {
	t.Parallel()
	told := map[string]func(*world, int){
		"notice":  func(w *world, n int) { w.noticesID(fmt.Sprint("wamid.n", n), newID) },
		"event":   func(w *world, _ int) { w.tellsOfID(oldID, newID) },
		"message": func(w *world, n int) { w.writesAs(fmt.Sprint("wamid.m", n), customer, newID) },
	}
	for _, order := range [][]string{
		{"notice"}, {"event"}, {"message"},
		{"notice", "event", "message"}, {"notice", "message", "event"}, {"event", "notice", "message"},
		{"event", "message", "notice"}, {"message", "notice", "event"}, {"message", "event", "notice"},
	} {
		w := renames(t)
		for round := range 2 {
			for _, each := range order {
				told[each](w, round)
				if got := w.lines(w.thread().ID); !slices.Equal(got, []string{"userIdChanged"}) {
					t.Fatalf("%v: lines once %s told of it, time %d: %v", order, each, round+1, got)
				}
			}
		}
		w.sameAgain()
	}
}

func TestRenamed_aNumberThatChangesLeavesOneLineInAnyOrder(t *testing.T) {
	t.Parallel()
	notice := func(w *world) { w.changesNumber("wamid.change") }
	message := func(w *world) { w.writesAs(fmt.Sprint("wamid.m", w.now), newPhone, oldID) }
	for name, order := range map[string][]func(*world){
		"notice first": {notice, message, notice}, "message first": {message, notice, message},
	} {
		w := renames(t)
		for _, each := range order {
			each(w)
			if got := w.lines(w.thread().ID); !slices.Equal(got, []string{"numberChanged"}) {
				t.Fatalf("%s: %v", name, got)
			}
		}
		w.sameAgain()
	}
}

// A number that changed brings another id: each is said once, whatever says both.
func TestRenamed_aNoticeOfBothSaysBoth(t *testing.T) {
	t.Parallel()
	w := renames(t)
	both := fmt.Sprintf(`"type":"system","system":{"body":"changed","wa_id":%q,"user_id":%q,"type":"user_changed_user_id"}`, newPhone, newID)
	for range 2 {
		w.wrote("wamid.both", customer, w.now, both)
	}
	w.changesNumber("wamid.change")
	w.writesAs("wamid.2", newPhone, newID)
	w.tellsOfID(oldID, newID)
	if got := w.lines(w.thread().ID); !slices.Equal(got, []string{"numberChanged", "userIdChanged"}) {
		t.Errorf("lines: %v", got)
	}
	w.sameAgain()
}

func TestRenamed_whatIsNoChangeLeavesNoLine(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*world){
		"the first id": func(w *world) {
			w.wrote("wamid.a", "5511987654321", w.now, text1)
			w.writesAs("wamid.b", "5511987654321", newID)
		},
		"another form of the number": func(w *world) {
			w.wrote("wamid.a", "551187654321", w.now, text1)
			w.wrote("wamid.b", "5511987654321", w.now, text1)
		},
		"the old id again": func(w *world) { w.writesAs("wamid.b", customer, oldID) },
		"an id in the history": func(w *world) {
			w.history(customer, map[string]node{"from": customer, "from_user_id": newID, "id": "wamid.h", "timestamp": "1700000000", "type": "text", "text": map[string]node{"body": "long ago"}})
		},
		"what a number is at WhatsApp": func(w *world) { w.sentTo(desk.SendEntry{WaID: newPhone}) },
		"nobody known": func(w *world) {
			w.hook(`{"entry":[{"id":"waba1","changes":[{"field":"user_id_update","value":{"metadata":{"phone_number_id":"` + w.phoneID + `"},
				"user_id_update":[{"user_id":{"previous":"US.7","current":"US.8"},"timestamp":"1790000000"}]}}]}]}`)
		},
	} {
		w := renames(t)
		do(w)
		for _, each := range every[desk.Thread](w.m, desk.RowThread, nil) {
			if got := w.lines(each.ID); len(got) != 0 {
				t.Errorf("%s: %v", name, got)
			}
		}
		w.sameAgain()
	}
}

// A customer who takes the old number again has changed it once more.
func TestRenamed_theWayBackIsNews(t *testing.T) {
	t.Parallel()
	w := renames(t)
	w.changesNumber("wamid.there")
	back := func(id, from, to string) {
		w.wrote(id, from, w.now, fmt.Sprintf(`"type":"system","system":{"body":"changed","wa_id":%q,"type":"user_changed_number"}`, to))
	}
	back("wamid.back", newPhone, customer)
	back("wamid.again", customer, newPhone)
	if got := w.lines(w.thread().ID); len(got) != 3 {
		t.Errorf("lines: %v", got)
	}
	w.sameAgain()
}

// The line stays with the message that told of it: it is neither the last of the conversation
// nor does it begin one.
func TestRenamed_theLineComesBeforeTheMessage(t *testing.T) {
	t.Parallel()
	w := renames(t)
	w.writesAs("wamid.2", customer, newID)
	m, err := w.m.MessageByProviderID(t.Context(), orgID, "wamid.2")
	if err != nil {
		t.Fatal(err)
	}
	if th := w.thread(); th.LastMessageID != m.ID {
		t.Errorf("the last message is %s, not %s", th.LastMessageID, m.ID)
	}
	lines := every(w.m, desk.RowMessage, func(each *desk.Message) bool { return each.Kind == desk.KindSystem })
	if len(lines) != 1 || lines[0].At >= m.At || lines[0].Text != "" {
		t.Errorf("the line: %+v", lines)
	}
}

// Every record from before the policy keeps the rows and ids that it had.
func TestRenamed_aRecordFromBeforeStaysAsItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := desk.DefaultPolicy()
	p.Renames = false
	w.must(desk.EntryPolicyPut, p)
	w.writesAs("wamid.1", customer, oldID)
	w.writesAs("wamid.2", customer, newID)
	w.tellsOfID(oldID, newID)
	if got := w.lines(w.thread().ID); len(got) != 0 {
		t.Errorf("lines: %v", got)
	}
	w.noticesID("wamid.3", newID)
	if got := w.lines(w.thread().ID); len(got) != 1 {
		t.Errorf("lines: %v", got)
	}
}

func TestRenamed_theAnswerToWhatWasSentTellsOfAnID(t *testing.T) {
	t.Parallel()
	w := renames(t)
	w.sentTo(desk.SendEntry{WaID: customer, UserID: newID})
	w.writesAs("wamid.2", customer, newID)
	w.noticesID("wamid.n", newID)
	if got := w.lines(w.thread().ID); !slices.Equal(got, []string{"userIdChanged"}) {
		t.Errorf("lines: %v", got)
	}
	w.sameAgain()
}

// sentTo has whoever is asked send something, of which the provider says to whom it goes.
func (w *world) sentTo(e desk.SendEntry) {
	w.t.Helper()
	id := w.send(w.accept(), w.text("hello"))
	if a := w.posting(id); !a.Allowed {
		w.t.Fatalf("posting was not allowed: %s", a.Reason)
	}
	e.MessageID, e.ProviderID = desk.MessageID(id), "wamid.out"
	w.must(desk.EntrySendAccepted, e)
}

// Guards a line in the one conversation only in which the change was heard.
func TestRenamed_everyConversationOfTheCustomerHasTheLine(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*world){
		"notice": func(w *world) { w.noticesID("wamid.n", newID) }, "event": func(w *world) { w.tellsOfID(oldID, newID) },
		"message": func(w *world) { w.writesAs("wamid.2", customer, newID) },
	} {
		w := renames(t)
		w.secondNumber("waba1")
		w.onSecond(func() { w.writesAs("wamid.other", customer, oldID) })
		do(w)
		w.onSecond(func() { w.writesAs("wamid.other2", customer, newID) })
		threads := every[desk.Thread](w.m, desk.RowThread, nil)
		if len(threads) != 2 {
			t.Fatalf("%d conversations", len(threads))
		}
		for _, each := range threads {
			if got := w.lines(each.ID); !slices.Equal(got, []string{"userIdChanged"}) {
				t.Errorf("%s: lines on %s: %v", name, each.NumberID, got)
			}
		}
		w.sameAgain()
	}
}

// Each business account has its own id of a customer, so another one there is no change. Within
// one it is, whichever of its numbers hears of it.
func TestRenamed_anotherAccountHasAnotherID(t *testing.T) {
	t.Parallel()
	for waba, want := range map[desk.WabaID]int{"waba2": 0, "waba1": 1} {
		w := renames(t)
		w.must(desk.EntryWabaPut, desk.Waba{ID: "waba2", AppID: "app1", Name: "Other"})
		w.secondNumber(waba)
		w.onSecond(func() { w.writesAs("wamid.other", customer, newID) })
		for _, each := range every[desk.Thread](w.m, desk.RowThread, nil) {
			if got := w.lines(each.ID); len(got) != want {
				t.Errorf("an id of %s: lines on %s: %v", waba, each.NumberID, got)
			}
		}
		w.sameAgain()
	}
}

// secondNumber adds a number to an account.
func (w *world) secondNumber(waba desk.WabaID) {
	w.t.Helper()
	w.must(desk.EntryNumberPut, desk.Number{
		ID: "num2", Provider: "meta", AppID: "app1", WabaID: waba, PhoneID: secondPhoneID, Phone: "+15550783882", Name: "Sales",
	})
}

// onSecond has something come in on the second number.
func (w *world) onSecond(do func()) {
	first := w.phoneID
	w.phoneID = secondPhoneID
	do()
	w.phoneID = first
}
