package hub_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

func asked[T any](t *testing.T, d *wiretest.Desktop, name string, body any) (out T) {
	t.Helper()
	res := d.Call(name, body)
	if res.Error != nil {
		t.Fatal(res.Error)
	}
	if err := json.Unmarshal(res.Body, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func drafts(t *testing.T, d *wiretest.Desktop, since int64) []string {
	t.Helper()
	var out []string
	for _, each := range asked[wire.KeptDrafts](t, d, wire.CallDrafts.Name, wire.DraftsAsk{Since: since}).Items {
		out = append(out, each.Text)
	}
	return out
}

// A draft reaches the person's other computers and nobody else, and goes with the right to
// the conversation.
func TestDrafts_areOnTheOtherComputersOfThePerson(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	mine, thread := r.had(ana)
	second, owner := r.dial(ana, "dev_2", wire.Hello{}), r.dial(alex, "dev_1", wire.Hello{})
	began := time.Now().UnixMilli() - 1000
	put := func(text string, at int64) wire.DraftPut {
		t.Helper()
		return asked[wire.DraftPut](t, mine, wire.CallPutDraft.Name, wire.PutDraft{ThreadID: thread, Text: text, At: began + at})
	}
	if got := put("Good day", 200); got.Newer != nil {
		t.Errorf("kept instead: %+v", got.Newer)
	}
	if got := pulse(second); !slices.Equal(got, []string{"drafts {}"}) {
		t.Errorf("the other computer is pushed %q", got)
	}
	for name, d := range map[string]*wiretest.Desktop{"a colleague": owner, "the computer itself": mine} {
		if got := pulse(d); len(got) != 0 {
			t.Errorf("%s is pushed %q", name, got)
		}
	}
	if got := drafts(t, second, 0); !slices.Equal(got, []string{"Good day"}) {
		t.Errorf("the other computer has %q", got)
	}
	if got := drafts(t, second, began+200); len(got) != 0 {
		t.Errorf("what is known comes again: %q", got)
	}
	if got := drafts(t, owner, 0); len(got) != 0 {
		t.Errorf("a colleague is given %q", got)
	}
	if got := put("before", 100); got.Newer == nil || got.Newer.Text != "Good day" {
		t.Errorf("an older one takes the place of a newer: %+v", got.Newer)
	}
	if strings.Contains(owner.Heard.String(), "Good day") {
		t.Error("a colleague heard of the draft")
	}
	var row wire.Thread
	if err := json.Unmarshal(owner.Rows["thread/"+thread], &row); err != nil {
		t.Fatal(err)
	}
	r.dial(bruno, "dev_3", wire.Hello{})
	r.Command(alex, wire.CmdTransfer.Name, wire.Transfer{InteractionID: row.InteractionID, Epoch: row.Epoch, To: string(bruno)}, nil)
	stranger := r.dial(bruno, "dev_4", wire.Hello{})
	if got := drafts(t, stranger, 0); len(got) != 0 {
		t.Errorf("who has it now is given %q", got)
	}
}

// A note lies beside the reply. A desktop that knows of no drafts of notes would take one
// for a reply, so it is not given any.
func TestDrafts_ofNotesGoToWhoKnowsOfThem(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	mine, thread := r.had(ana)
	for _, d := range []wire.PutDraft{{Text: "Good day", At: 1}, {Text: "she is in a hurry", At: 2, Note: true}} {
		d.ThreadID = thread
		d.At += time.Now().UnixMilli() - 1000
		if got := asked[wire.DraftPut](t, mine, wire.CallPutDraft.Name, d); got.Newer != nil {
			t.Errorf("kept instead: %+v", got.Newer)
		}
	}
	if got := drafts(t, mine, 0); !slices.Equal(got, []string{"Good day"}) {
		t.Errorf("an older desktop has %q", got)
	}
	all := asked[wire.KeptDrafts](t, mine, wire.CallDrafts.Name, wire.DraftsAsk{Notes: true}).Items
	if len(all) != 2 || all[0].Note || !all[1].Note || all[1].Text != "she is in a hurry" {
		t.Errorf("a desktop has %+v", all)
	}
}

func TestDrafts_refuseWhatIsTooLongOrNotTheirs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	mine, thread := r.had(ana)
	other := r.dial(bruno, "dev_2", wire.Hello{})
	long := mine.Call(wire.CallPutDraft.Name, wire.PutDraft{ThreadID: thread, Text: strings.Repeat("é", wire.MaxText+1), At: 1})
	if desk.SubcodeOf(long.Error.Err()) != "tooLong" {
		t.Errorf("too long: %+v", long.Error)
	}
	if res := other.Call(wire.CallPutDraft.Name, wire.PutDraft{ThreadID: thread, Text: "x", At: 1}); res.Error == nil {
		t.Error("somebody keeps a draft for a conversation that they may not see")
	}
}

// pile is so many drafts of one conversation, as a store would keep them of many.
type pile struct {
	hub.Drafts
	of   desk.ThreadID
	many int64
}

func (p *pile) DraftsOf(_ context.Context, _ desk.OrgID, _ desk.UserID, since int64) (list []desk.KeptDraft, err error) {
	for at := since + 1; at <= p.many; at++ {
		list = append(list, desk.KeptDraft{ThreadID: p.of, Text: strings.Repeat("<", wire.MaxText), At: at})
	}
	return list, nil
}

// However much stands in them, drafts come in answers that fit a frame.
func TestDrafts_comeInPages(t *testing.T) {
	t.Parallel()
	p := &pile{many: 40}
	r := newRigOf(t, func(c *hub.Config) { c.Drafts = p })
	mine, thread := r.had(ana)
	p.of = desk.ThreadID(thread)
	since, pages := int64(0), 0
	for more := true; more; pages++ {
		got := asked[wire.KeptDrafts](t, mine, wire.CallDrafts.Name, wire.DraftsAsk{Since: since})
		for _, d := range got.Items {
			if since++; d.At != since {
				t.Fatalf("the draft of %d after that of %d", d.At, since-1)
			}
		}
		more = got.More
	}
	if since != p.many || pages < 2 {
		t.Errorf("%d drafts in %d pages", since, pages)
	}
}
