package engine_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// event is one webhook of a set that belongs together.
type event struct {
	name string
	body string
}

// inbound makes a message of the customer's, at a second after the start.
func inbound(name, id string, second int64, content string) event {
	return value(name, fmt.Sprintf(`"messages":[{"from":%q,"id":%q,"timestamp":"%d",%s}]`, customer, id, start0/1000+second, content))
}

func value(name, parts string) event { return change(name, "messages", parts) }

func change(name, field, parts string) event {
	return event{name, fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":%q,"value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},
		"contacts":[{"profile":{"name":"Sheena"},"wa_id":%q}],%s}}]}]}`, field, customer, parts)}
}

func echo(name, id string, second int64, content string) event {
	return change(name, "smb_message_echoes", fmt.Sprintf(
		`"message_echoes":[{"from":"15550783881","to":%q,"id":%q,"timestamp":"%d",%s}]`, customer, id, start0/1000+second, content))
}

func told(id, word string, second int64) event {
	return value(word, fmt.Sprintf(`"statuses":[{"id":%q,"status":%q,"timestamp":"%d","recipient_id":%q}]`, id, word, start0/1000+second, customer))
}

func called(name, id string, second int64, extra string) event {
	return change(name, "calls", fmt.Sprintf(
		`"calls":[{"id":%q,"from":%q,"to":"15550783881","direction":"USER_INITIATED","timestamp":"%d",%s}]`, id, customer, start0/1000+second, extra))
}

const (
	text1       = `"type":"text","text":{"body":"5 pm"}`
	picture     = `"type":"image","image":{"id":"777","mime_type":"image/jpeg","caption":"a tent"}`
	unsupported = `"type":"unsupported","errors":[{"code":131051,"title":"Message type unknown"}],"unsupported":{"type":"poll"}`
)

func edit(text string) string {
	return fmt.Sprintf(`"type":"edit","edit":{"original_message_id":"wamid.M","message":{"type":"text","text":{"body":%q}}}`, text)
}

func reaction(emoji string) string {
	return fmt.Sprintf(`"type":"reaction","reaction":{"message_id":"wamid.M","emoji":%q}`, emoji)
}

// firstShown is a set in which something is taken for a message of the customer's
// until Meta says that it was a reaction: what that set off is not taken back.
const firstShown = "a reaction that was first unsupported"

func messagesOf(final string) string { return strings.Split(final, "\nthread")[0] }

// related are sets of webhooks of which Meta may send any one first.
var related = map[string][]event{
	"reactions": {
		inbound("message", "wamid.M", 10, text1), inbound("on", "wamid.R1", 12, reaction("👍")),
		inbound("off", "wamid.R2", 14, reaction("")), inbound("quote", "wamid.Q", 15, `"context":{"id":"wamid.M"},`+text1),
	},
	"reactions that stay": {
		inbound("message", "wamid.M", 10, picture), inbound("off", "wamid.R1", 12, reaction("")),
		inbound("on", "wamid.R2", 14, reaction("🎉")), inbound("first", "wamid.R3", 11, reaction("👍")),
	},
	"edits": {
		inbound("message", "wamid.M", 10, text1), inbound("edit1", "wamid.E1", 12, edit("6 pm")), inbound("edit2", "wamid.E2", 14, edit("7 pm")),
		inbound("reaction", "wamid.R", 13, reaction("👍")),
	},
	"an edit that is taken back": {
		inbound("message", "wamid.M", 10, text1), inbound("edit", "wamid.E", 12, edit("6 pm")),
		inbound("revoke", "wamid.V", 14, `"type":"revoke","revoke":{"original_message_id":"wamid.M"}`),
		inbound("quote", "wamid.Q", 13, `"context":{"id":"wamid.M"},`+text1),
	},
	"two quotes": {
		inbound("message", "wamid.M", 10, picture), inbound("quote1", "wamid.Q1", 12, `"context":{"id":"wamid.M"},`+text1),
		inbound("quote2", "wamid.Q2", 14, `"context":{"id":"wamid.M"},`+text1), inbound("reaction", "wamid.R", 13, reaction("👍")),
	},
	"an echo and its statuses": {
		echo("echo", "wamid.M", 10, text1), told("wamid.M", "sent", 11), told("wamid.M", "delivered", 12), told("wamid.M", "read", 13),
		inbound("reaction", "wamid.R", 14, reaction("👍")),
	},
	"an edited echo": {
		echo("echo", "wamid.M", 10, text1), echo("edit", "wamid.E", 12, edit("6 pm")), told("wamid.M", "delivered", 12),
		inbound("quote", "wamid.Q", 14, `"context":{"id":"wamid.M"},`+text1),
	},
	"a call": {
		called("rings", "wacid.1", 10, `"event":"connect","session":{"sdp_type":"offer"}`), called("ends", "wacid.1", 30, `"event":"terminate","status":"FAILED"`),
		inbound("message", "wamid.M", 40, text1),
	},
	"first unsupported": {
		inbound("bare", "wamid.M", 10, unsupported), inbound("real", "wamid.M", 10, text1), inbound("reaction", "wamid.R", 12, reaction("👍")),
		inbound("edit", "wamid.E", 13, edit("6 pm")),
	},
	"first loose": {
		inbound("bare", "wamid.M", 10, `"type":"image","errors":[{"code":131052}]`), inbound("loose", "wamid.M", 10, `"type":"photo_v2","photo_v2":{"id":"1"}`),
		inbound("real", "wamid.M", 10, picture), inbound("quote", "wamid.Q", 12, `"context":{"id":"wamid.M"},`+text1),
	},
	firstShown: {
		inbound("message", "wamid.M", 10, text1), inbound("bare", "wamid.R", 12, unsupported), inbound("real", "wamid.R", 12, reaction("👍")),
	},
}

// permutations calls f with the events in every order.
func permutations(list []event, f func([]event)) {
	var walk func(done, left []event)
	walk = func(done, left []event) {
		if len(left) == 0 {
			f(done)
		}
		for i := range left {
			rest := slices.Concat(left[:i], left[i+1:])
			walk(append(slices.Clone(done), left[i]), rest)
		}
	}
	walk(nil, list)
}

// delivered folds the bodies as the ledger would: what has a key that is known
// is not folded.
func (w *world) delivered(list []event) {
	w.t.Helper()
	known := map[string]bool{}
	for _, e := range list {
		items, _ := meta.Split([]byte(e.body))
		for _, it := range items {
			if !known[it.Key] {
				known[it.Key] = true
				w.item(it)
			}
		}
	}
}

// final is what the rows of the conversation say, without what only tells in
// which order it came. Rows are named by the provider's ids.
func (w *world) final() string {
	named := map[desk.MessageID]string{}
	messages := every[desk.Message](w.m, desk.RowMessage, nil)
	for _, m := range messages {
		named[m.ID] = m.ProviderID
	}
	var out []string
	for _, m := range messages {
		if m.ProviderID == "wamid.R" && m.Kind == desk.KindReaction && !m.Awaited {
			continue // it was shown as a message once; nobody sees it now
		}
		m.ReplyTo, m.ID, m.Seq, m.ThreadID, m.HeldIn = desk.MessageID(named[m.ReplyTo]), "", 0, "", nil
		if m.Awaited && m.Kind == desk.KindReaction && !m.ReplyLost { // nobody sees it, and the message fills it
			m.Echo, m.Past, m.InteractionID = false, false, ""
		}
		if m.Direction == desk.Out { // it belongs to what is open when it comes
			m.InteractionID = ""
		}
		if m.InteractionID != "" {
			m.InteractionID = "some"
		}
		if m.Media != nil {
			m.Media.ID = ""
		}
		if m.Problem != nil {
			m.Problem.At = 0
		}
		out = append(out, m.ProviderID+" "+strings.ReplaceAll(asJSON(m), ":null", ":[]"))
	}
	slices.Sort(out)
	for _, th := range every[desk.Thread](w.m, desk.RowThread, nil) {
		out = append(out, fmt.Sprintf("thread last %s at %d, customer at %d, inbound %s, open %t",
			named[th.LastMessageID], th.LastAt, th.LastCustomerAt, named[th.LastInboundID], th.Open))
	}
	for _, it := range every[desk.Interaction](w.m, desk.RowInteraction, nil) {
		out = append(out, fmt.Sprintf("interaction %s, customer at %d", it.State, it.LastCustomerAt))
	}
	for _, u := range w.unhandled() {
		if !u.Replayed {
			out = append(out, fmt.Sprintf("not understood: %d × %s", max(u.Count, 1), u.Reason))
		}
	}
	return strings.Join(out, "\n")
}

// hasStatuses says whether the events have statuses, which are counted each time.
func hasStatuses(list []event) bool {
	return slices.ContainsFunc(list, func(e event) bool { return strings.Contains(e.body, `"statuses"`) })
}

func names(list []event) string {
	out := make([]string, 0, len(list))
	for _, e := range list {
		out = append(out, e.name)
	}
	return strings.Join(out, ", ")
}

func TestRule12_relatedWebhooksEndTheSameInEveryOrder(t *testing.T) {
	t.Parallel()
	sets := maps.Clone(related)
	maps.Copy(sets, relatedToHistory)
	for set, list := range sets {
		t.Run(strings.ReplaceAll(set, " ", "_"), func(t *testing.T) {
			t.Parallel()
			want := ""
			permutations(list, func(order []event) {
				w := newWorld(t)
				w.now += minute
				w.delivered(order)
				got := w.final()
				if set == firstShown {
					got = messagesOf(got)
				}
				if want == "" {
					want = got
				}
				if got != want {
					t.Fatalf("%s ends as\n%s\nand in order\n%s", names(order), got, want)
				}
				w.sameAgain()
				once := w.final()
				w.delivered(order) // once more, by keys that are not known
				if again := w.final(); !hasStatuses(order) && again != once {
					t.Fatalf("%s, folded twice, ends as\n%s\nnot\n%s", names(order), again, once)
				}
			})
			if strings.Contains(want, "not understood") || strings.Contains(want, `"awaited":true`) {
				t.Fatalf("something is left over:\n%s", want)
			}
		})
	}
}

// Every version of a message that says less, and every content that says more.
func TestRule12_aRicherVersionOfAnIdStandsForAPoorerOne(t *testing.T) {
	t.Parallel()
	// A whole table of them takes its time: each pair is a world of its own.
	poorer := map[string]string{
		"unsupported": unsupported, "an error": `"type":"image","errors":[{"code":131052,"title":"Media download error"}]`,
		"unknown": `"type":"unknown","errors":[{"code":131051}]`, "a new type": `"type":"hologram","hologram":{"url":"x"}`,
		"no content": `"type":"text"`, "nothing": `"type":null`,
	}
	for name, content := range contents(t) {
		content["from"], content["id"], content["timestamp"] = customer, "wamid.X", fmt.Sprint(start0/1000)
		delete(content, "from_user_id")
		delete(content, "from_parent_user_id")
		rich := value("rich", `"messages":[`+asJSON(content)+`]`)
		alone := newWorld(t)
		alone.delivered([]event{rich})
		row, err := alone.m.MessageByProviderID(t.Context(), orgID, "wamid.X")
		if err != nil || row.Kind == desk.KindUnsupported || row.Kind == desk.KindReaction || content["type"] == "system" {
			continue // it acts on another message, says no more itself, or is no writing of the customer's
		}
		want := alone.final()
		for how, poor := range poorer {
			first := inbound(how, "wamid.X", 0, poor)
			for _, order := range [][]event{{first, rich}, {rich, first}, {first, rich, first}} {
				w := newWorld(t)
				w.delivered(order)
				if got := w.final(); got != want {
					t.Errorf("%s: %s ends as\n%s\nwant\n%s", name, names(order), got, want)
				}
			}
		}
	}
}
