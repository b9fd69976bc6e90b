package engine_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

var everyShape = flag.Bool("long", false, "try every shape of content as history too, not a sample")

// sampled is which of the shapes of contents are tried as history by default.
const sampled = 61

const ourPhone = "15550783881"

// chunk is a webhook of the history with messages of the customer's thread.
func chunk(name string, percent int, messages ...string) event {
	return change(name, "history", fmt.Sprintf(
		`"history":[{"metadata":{"phase":1,"chunk_order":1,"progress":%d},"threads":[{"id":%q,"messages":[%s]}]}]`,
		percent, customer, strings.Join(messages, ",")))
}

// old is a message of the history.
func old(from, id string, second int64, content string) string {
	return fmt.Sprintf(`{"from":%q,"id":%q,"timestamp":"%d","history_context":{"status":"READ"},%s}`, from, id, start0/1000+second, content)
}

// asset is a file of the history, which comes by itself and names its author only.
func asset(name, from, id string, second int64, content string) event {
	return change(name, "history", fmt.Sprintf(`"messages":[{"from":%q,"id":%q,"timestamp":"%d",%s}]`, from, id, start0/1000+second, content))
}

const placeholder = `"type":"media_placeholder"`

// relatedToHistory are sets of which a part comes as history.
var relatedToHistory = map[string][]event{
	"a thread and its history": {
		chunk("history", 40, old(customer, "wamid.M", 10, text1), old(ourPhone, "wamid.O", 11, text1)),
		inbound("live", "wamid.M", 10, text1), inbound("reaction", "wamid.R", 14, reaction("👍")),
		inbound("quote", "wamid.Q", 15, `"context":{"id":"wamid.O"},`+text1),
	},
	"files of the history": {
		chunk("history", 100, old(customer, "wamid.M", 10, placeholder), old(ourPhone, "wamid.O", 11, placeholder)),
		asset("theirs", customer, "wamid.M", 10, picture), asset("ours", ourPhone, "wamid.O", 11, picture),
	},
	"an echo and its history": {
		chunk("history", 70, old(ourPhone, "wamid.M", 10, text1), old(customer, "wamid.Q", 12, `"context":{"id":"wamid.M"},`+text1)),
		echo("echo", "wamid.M", 10, text1), echo("edit", "wamid.E", 12, edit("6 pm")),
	},
	"an edit and its history": {
		chunk("history", 10, old(customer, "wamid.E", 12, edit("6 pm")), old(customer, "wamid.R", 13, reaction("👍"))),
		inbound("message", "wamid.M", 10, text1), inbound("live edit", "wamid.E", 12, edit("6 pm")),
	},
}

// history tells of one message as the history would.
func (w *world) history(from string, m map[string]node) {
	w.t.Helper()
	past := maps.Clone(m)
	past["history_context"] = map[string]node{"status": "READ"}
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"history","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
		"history":[{"metadata":{"phase":0,"chunk_order":2,"progress":55},"threads":[{"id":%q,"messages":[%s]}]}]}}]}]}`, w.phoneID, from, asJSON(past)))
}

// tells has a message come as Meta sends it when it is written.
func (w *world) tells(from string, m map[string]node) {
	w.t.Helper()
	field, list := "messages", "messages"
	if m["from"] == ourPhone {
		field, list = "smb_message_echoes", "message_echoes"
		m = maps.Clone(m)
		m["to"] = from
	}
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":%q,"value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},%q:[%s]}}]}]}`, field, w.phoneID, list, asJSON(m)))
}

// nothingFollows says what is wrong if history had consequences.
func nothingFollows(w *world) error {
	for kind, n := range map[string]int{
		"interactions": len(every[desk.Interaction](w.m, desk.RowInteraction, nil)),
		"offers":       len(every[desk.Offer](w.m, desk.RowOffer, nil)),
		"notices":      len(every[desk.Notice](w.m, desk.RowNotice, nil)),
		"unhandled":    len(w.unhandled()),
	} {
		if n != 0 {
			return fmt.Errorf("%d %s", n, kind)
		}
	}
	for _, th := range every[desk.Thread](w.m, desk.RowThread, nil) {
		if th.Open || th.LastCustomerAt != 0 || th.AnswerSeq != 0 {
			return fmt.Errorf("the thread goes on: %s", asJSON(th))
		}
	}
	return nil
}

// The kinds of messages and shapes of content × who wrote × the orders in which
// history and live come.
func TestRule12_historyIsKeptAsHistoryAndLiveAsLiveInAnyOrder(t *testing.T) {
	t.Parallel()
	tried := 0
	for name, content := range contents(t) {
		n := 0
		mutants(content, func(what string) {
			if n++; n%sampled != 1 && !*everyShape {
				return
			}
			tried++
			for _, from := range []string{customer, ourPhone} {
				m := maps.Clone(content)
				for _, key := range envelopeKeys {
					delete(m, key)
				}
				m["id"], m["from"], m["timestamp"] = "wamid.X", from, fmt.Sprint(start0/1000-86_400)
				if err := inEveryOrder(t, m); err != nil {
					t.Errorf("%s, %s, from %s: %v", name, what, from, err)
				}
			}
		})
	}
	if tried < 50 {
		t.Fatalf("only %d shapes were tried", tried)
	}
	t.Logf("%d shapes", tried)
}

func inEveryOrder(t *testing.T, m map[string]node) error {
	past := newWorld(t)
	past.history(customer, m)
	if err := nothingFollows(past); err != nil {
		return err
	}
	rows := every[desk.Message](past.m, desk.RowMessage, nil)
	if len(rows) == 0 {
		return fmt.Errorf("history left no message")
	}
	for _, row := range rows {
		if !row.Past || !row.Echo || row.At != start0-86_400_000 {
			return fmt.Errorf("not as history: %s", asJSON(row))
		}
		if own := row.ProviderID == "wamid.X"; own && (row.Direction == desk.Out) != (m["from"] == ourPhone) {
			return fmt.Errorf("in the wrong direction: %s", asJSON(row))
		}
	}
	live := newWorld(t)
	live.tells(customer, m)
	want := live.final()
	if m["from"] == ourPhone { // the history says that it was read
		lines := strings.Split(want, "\n")
		for i, line := range lines {
			if !strings.Contains(line, `"awaited":true`) { // which stands for a message that is not here
				lines[i] = strings.Replace(line, `"status":"sent"`, `"status":"read"`, 1)
			}
		}
		want = strings.Join(lines, "\n")
	}
	for order, steps := range map[string][]func(*world){
		"live, history":          {told1(m), past1(m)},
		"history, live":          {past1(m), told1(m)},
		"history, live, history": {past1(m), told1(m), past1(m)},
		"live, history, live":    {told1(m), past1(m), told1(m)},
	} {
		w := newWorld(t)
		for _, step := range steps {
			step(w)
		}
		if got := w.final(); got != want {
			return fmt.Errorf("%s ends as\n%s\nwant\n%s", order, got, want)
		}
		w.sameAgain()
	}
	return nil
}

func told1(m map[string]node) func(*world) { return func(w *world) { w.tells(customer, m) } }
func past1(m map[string]node) func(*world) { return func(w *world) { w.history(customer, m) } }

// Chunks come in any order; how far it is, and that it failed, is on the number.
func TestRule12_historySaysHowFarItIsAndWhyItIsNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.delivered([]event{
		chunk("second", 55, old(customer, "wamid.2", -200, text1)), chunk("first", 10, old(customer, "wamid.1", -300, text1)),
	})
	number := func() desk.NumberHistory {
		n, err := w.m.Number(t.Context(), orgID, "num1")
		if err != nil {
			t.Fatal(err)
		}
		return n.History
	}
	if h := number(); h.Percent != 55 || h.Said != nil || h.At == 0 {
		t.Errorf("got %+v", h)
	}
	if n := w.notices("olga", desk.NoticeAccount); n != 0 {
		t.Errorf("%d notices", n)
	}
	w.delivered([]event{change("declined", "history", `"history":[{"errors":[{"code":2593109,"title":"declined"}]}]`)})
	if h := number(); !strings.Contains(words.Of(h.Said.Err()), "chose not to share") || w.notices("olga", desk.NoticeAccount) != 1 || w.notices("ana", desk.NoticeAccount) != 0 {
		t.Errorf("got %+v", h)
	}
	w.delivered([]event{chunk("after all", 100, old(customer, "wamid.3", -100, text1))})
	if h := number(); h.Percent != 100 || h.Said != nil {
		t.Errorf("got %+v", h)
	}
	w.must(desk.EntryNumberPut, desk.Number{ID: "num1", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: w.phoneID, Phone: "+15550783881", Name: "Support"})
	if h := number(); h.Percent != 100 {
		t.Error("a number that is put again forgets its history")
	}
	w.sameAgain()
}

// A chunk that an older version kept in one piece is understood at a replay.
func TestRule12_aChunkKeptInOnePieceIsUnderstoodLater(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join("..", "meta", "testdata", "history_chunk.json"))
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Entry []struct {
			Changes []struct {
				Value json.RawMessage `json:"value"`
			} `json:"changes"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	item := fmt.Sprintf(`{"entry":"waba1","field":"history","metadata":{"phone_number_id":%q,"display_phone_number":"15550783881"},"value":%s}`,
		w.phoneID, body.Entry[0].Changes[0].Value)
	w.must(desk.EntryMetaEvent, desk.ItemEntry{AppID: "app1", WabaID: "waba1", PhoneID: w.phoneID, NumberID: "num1", Field: "history", Item: json.RawMessage(item)})
	if got := every[desk.Message](w.m, desk.RowMessage, nil); len(got) != 2 || !got[0].Past {
		t.Fatalf("got %s", asJSON(got))
	}
	if err := nothingFollows(w); err != nil {
		t.Error(err)
	}
}

// The kinds of messages in a group: a thread of its own, which nobody is asked to
// answer, and where nobody can.
func TestRule12_whatIsWrittenInAGroupIsInTheGroupsThread(t *testing.T) {
	t.Parallel()
	for name, content := range contents(t) {
		w := newWorld(t)
		for i, from := range []string{"4915550100200", "4915550100201"} {
			m := maps.Clone(content)
			for _, key := range envelopeKeys {
				delete(m, key)
			}
			m["id"], m["from"], m["timestamp"], m["group_id"] = fmt.Sprintf("wamid.%d", i), from, fmt.Sprint(start0/1000), "HBgLMTY1MDM4Nzk0MzkVAg"
			w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
				"metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
				"contacts":[{"profile":{"name":"Lena"},"wa_id":%q}],"messages":[%s]}}]}]}`, w.phoneID, from, asJSON(m)))
		}
		contacts := every[desk.Contact](w.m, desk.RowContact, nil)
		if len(contacts) != 1 || !contacts[0].Group || w.thread().Open || w.thread().LastCustomerAt != 0 {
			t.Fatalf("%s: %s %s", name, asJSON(contacts), asJSON(w.thread()))
		}
		if len(w.unhandled()) != 0 || len(every[desk.Offer](w.m, desk.RowOffer, nil)) != 0 || w.notices("ana", desk.NoticeMessage) != 0 {
			t.Errorf("%s: somebody is asked, or it was not understood", name)
		}
		for _, row := range every[desk.Message](w.m, desk.RowMessage, nil) {
			if row.Writer != "Lena" && !row.Awaited || row.Echo {
				t.Errorf("%s: %s", name, asJSON(row))
			}
		}
		_, err := w.command("olga", wire.CmdSend.Name, wire.Send{ThreadID: string(w.thread().ID), Content: wire.SendContent{
			Kind: "template", Template: &wire.SendTemplate{TemplateID: string(every[desk.Template](w.m, desk.RowTemplate, nil)[0].ID), Params: []string{"a", "b"}, ButtonText: "x"},
		}})
		if err == nil || !strings.Contains(err.Error(), "group") {
			t.Errorf("%s: a template went into the group: %v", name, err)
		}
		w.refused("olga", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)}, "group")
		w.sameAgain()
	}
}

func TestRule12_aGroupIsCalledAsMetaSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.delivered([]event{
		change("settings", "group_settings_update", `"groups":[{"timestamp":1790000000,"group_id":"g1","type":"group_settings_update","subject":"Garden club"}]`),
		inbound("message", "wamid.1", 0, `"group_id":"g1",`+text1),
	})
	if c := every[desk.Contact](w.m, desk.RowContact, nil); len(c) != 1 || c[0].ProfileName != "Garden club" || w.notices("olga", desk.NoticeMessage) != 1 {
		t.Errorf("got %s", asJSON(c))
	}
}

// What the body says of our number × which numbers there are.
func TestRule12_withoutTheNumbersIdTheNumberIsTheOnlyOneItCanBe(t *testing.T) {
	t.Parallel()
	const noID = "(unnamed)"
	numbers := map[string]desk.Number{
		"same account":  {ID: "num2", AppID: "app1", WabaID: "waba1", PhoneID: "222", Phone: "+15550000222", Name: "Two"},
		"other account": {ID: "num3", AppID: "app1", WabaID: "waba2", PhoneID: "333", Phone: "+15550000333", Name: "Three"},
		"other app":     {ID: "num4", AppID: "app2", WabaID: "waba1", PhoneID: "444", Phone: "+15550000444", Name: "Four"},
	}
	message := fmt.Sprintf(`"messages":[{"from":%q,"id":"wamid.1","timestamp":"%d",%s}]`, customer, start0/1000, text1)
	echoed := fmt.Sprintf(`"message_echoes":[{"from":"15550783881","to":%q,"id":"wamid.1","timestamp":"%d",%s}]`, customer, start0/1000, text1)
	for _, c := range []struct {
		name, waba, metadata, field, parts string
		more                               []string
		want                               desk.NumberID // noID = a line for the admins
	}{
		{"only one", "waba1", ``, "messages", message, nil, "num1"},
		{"only one of the account", "waba1", ``, "messages", message, []string{"other account", "other app"}, "num1"},
		{"two of the account", "waba1", ``, "messages", message, []string{"same account"}, noID},
		{"two, and the number as written", "waba1", `"metadata":{"display_phone_number":"+1 555-000-0222"},`, "messages", message, []string{"same account"}, "num2"},
		{"a number that is not ours", "waba1", `"metadata":{"display_phone_number":"4930123456"},`, "messages", message, nil, noID},
		{"metadata of another kind", "waba1", `"metadata":"x",`, "messages", message, nil, "num1"},
		{"no account", "", ``, "messages", message, nil, "num1"},
		{"no account, two numbers", "", ``, "messages", message, []string{"other account"}, noID},
		{"an account that is not ours", "waba9", ``, "messages", message, nil, noID},
		{"an echo says who wrote", "waba1", ``, "smb_message_echoes", echoed, []string{"same account"}, "num1"},
		{"another app's", "waba2", ``, "messages", message, []string{"other app"}, noID},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for _, name := range c.more {
				n := numbers[name]
				n.Provider = "meta"
				w.must(desk.EntryNumberPut, n)
			}
			w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":%q,"value":{%s%s}}]}]}`, c.waba, c.field, c.metadata, c.parts))
			threads := every[desk.Thread](w.m, desk.RowThread, nil)
			if c.want != noID {
				if len(threads) != 1 || threads[0].NumberID != c.want || len(w.unhandled()) != 0 {
					t.Errorf("got %s, %s", asJSON(threads), asJSON(w.unhandled()))
				}
				return
			}
			lines := w.unhandled()
			if len(threads) != 0 || len(lines) != 1 || !strings.Contains(lines[0].Reason, "unhandled/noNumber") || w.notices("olga", desk.NoticeUnhandled) != 1 {
				t.Fatalf("got %s, %s", asJSON(threads), asJSON(lines))
			}
			w.ok("olga", wire.CmdReplayUnhandled.Name, wire.UnhandledRef{UnhandledID: string(lines[0].ID)})
		})
	}
}

// A status without a number belongs to the number that sent its message.
func TestRule12_aStatusWithoutTheNumbersIdFindsItsMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "222", Phone: "+15550000222", Name: "Two"})
	w.says("wamid.before", "hi")
	w.accept()
	id := w.send(w.interaction().Owner, w.text("hello"))
	w.deliver(id, "wamid.out")
	w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
		"statuses":[{"id":"wamid.out","status":"delivered","timestamp":"%d","recipient_id":%q}]}}]}]}`, w.now/1000, customer))
	if m := w.message(id); m.Status != desk.StatusDelivered || len(w.unhandled()) != 0 {
		t.Errorf("status %s, %s", m.Status, asJSON(w.unhandled()))
	}
}
