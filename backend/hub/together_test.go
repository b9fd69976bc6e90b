package hub_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

func shows(t *testing.T, d *wiretest.Desktop, thread string, typing bool) {
	t.Helper()
	if res := d.Call(wire.CallInView.Name, wire.InView{ThreadID: thread, Typing: typing}); res.Error != nil {
		t.Fatal(res.Error)
	}
}

// company gives who else is said to be in a conversation: "ana*" types.
func company(t *testing.T, d *wiretest.Desktop, thread string) string {
	t.Helper()
	said := ""
	for _, p := range d.Pushed {
		var news wire.Together
		if p.Name != wire.PushTogether {
			continue
		}
		if err := json.Unmarshal(p.Body, &news); err != nil {
			t.Fatal(err)
		}
		if news.ThreadID != thread {
			continue
		}
		var words []string
		for _, l := range news.People {
			word := strings.TrimPrefix(l.UserID, "usr_")
			if l.Typing {
				word += "*"
			}
			words = append(words, word)
		}
		said = strings.Join(words, " ")
	}
	return said
}

// until reads what comes, until that is said.
func until(t *testing.T, d *wiretest.Desktop, thread, want string) {
	t.Helper()
	for company(t, d, thread) != want {
		if f, code := d.Read(); code != 0 {
			t.Fatalf("closed with %d, waiting for %q", code, want)
		} else if f.Changes != nil {
			d.Cursor.Seq = f.Changes.To
			d.Apply(f.Changes.Items)
		}
	}
}

// had has somebody take a customer's conversation, and gives their desktop and its id.
func (r *rig) had(by desk.UserID) (d *wiretest.Desktop, thread string) {
	r.t.Helper()
	d = r.dial(by, "dev_own", wire.Hello{})
	before := r.head()
	r.Customer("491520000001", "hello")
	d.CatchUp(before + 1)
	waiting := r.Waiting()
	r.Command(by, wire.CmdTake.Name, waiting, nil)
	d.CatchUp(r.head())
	var row wire.Interaction
	if err := json.Unmarshal(d.Rows["interaction/"+waiting.InteractionID], &row); err != nil {
		r.t.Fatal(err)
	}
	return d, row.ThreadID
}

func TestTogether_thoseWhoMaySeeTheConversationHearWhoIsThere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	mine, thread := r.had(ana)
	owner, second, other := r.dial(alex, "dev_1", wire.Hello{}), r.dial(ana, "dev_3", wire.Hello{}), r.dial(bruno, "dev_4", wire.Hello{})
	shows(t, mine, thread, true)
	until(t, owner, thread, "ana*")
	shows(t, owner, thread, false)
	until(t, second, thread, "alex")
	until(t, mine, thread, "alex")
	shows(t, mine, "", false)
	until(t, owner, thread, "")
	if res := other.Call(wire.CallInView.Name, wire.InView{ThreadID: thread}); res.Error == nil {
		t.Error("who may not see the conversation said that they are in it")
	}
	if got := pulse(other); len(got) != 0 {
		t.Errorf("who may not see the conversation is pushed %q", got)
	}
	late := r.dial(ana, "dev_5", wire.Hello{})
	until(t, late, thread, "alex")
	owner.Conn.Close()
	until(t, mine, thread, "")
}

// Whoever loses a conversation hears that nobody is there, and nothing more.
func TestTogether_endsWithTheRight(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	mine, thread := r.had(ana)
	owner, next := r.dial(alex, "dev_1", wire.Hello{}), r.dial(bruno, "dev_3", wire.Hello{})
	shows(t, owner, thread, false)
	until(t, mine, thread, "alex")
	var row wire.Thread
	if err := json.Unmarshal(owner.Rows["thread/"+thread], &row); err != nil {
		t.Fatal(err)
	}
	r.Command(alex, wire.CmdTransfer.Name, wire.Transfer{InteractionID: row.InteractionID, Epoch: row.Epoch, To: string(bruno)}, nil)
	mine.CatchUp(r.head())
	shows(t, owner, thread, true)
	until(t, mine, thread, "")
	for range 3 {
		shows(t, owner, thread, false)
		shows(t, owner, thread, true)
	}
	until(t, next, thread, "alex*")
	pulse(mine)
	if got := company(t, mine, thread); got != "" {
		t.Errorf("who lost it hears of %q", got)
	}
}

func TestTogether_manyAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	steady, thread := r.had(ana)
	watch := r.dial(alex, "dev_0", wire.Hello{})
	shows(t, steady, thread, false)
	until(t, watch, thread, "ana")
	var wg sync.WaitGroup
	for _, device := range []string{"dev_2", "dev_3", "dev_4", "dev_5"} {
		d := r.dial(bruno, device, wire.Hello{})
		wg.Go(func() {
			for n := range 50 {
				d.Call(wire.CallInView.Name, wire.InView{ThreadID: thread, Typing: n%2 == 0})
			}
			d.Call(wire.CallInView.Name, wire.InView{ThreadID: thread})
			d.Conn.Close()
		})
	}
	wg.Wait()
	shows(t, steady, thread, true)
	until(t, watch, thread, "ana*")
}
