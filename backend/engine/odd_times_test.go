package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// mayWrite says whether the owner's free text is taken now; it changes nothing.
func (w *world) mayWrite() bool {
	w.t.Helper()
	before := w.m.dump()
	c := w.text("is it still open?")
	_, err := w.command(w.interaction().Owner, wire.CmdSend.Name, c)
	if err == nil {
		w.ok(w.interaction().Owner, wire.CmdCancel.Name, wire.MessageRef{MessageID: string(w.thread().LastMessageID)})
	} else if after := w.m.dump(); after != before {
		w.t.Fatalf("the refused reply changed something:\n%s", diff(before, after))
	}
	return err == nil
}

// echo has the business answer on its phone, at that time.
func (w *world) echo(id string, at int64, content string) {
	w.t.Helper()
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":"smb_message_echoes","value":{"metadata":{"phone_number_id":%q},
		"message_echoes":[{"from":"15550783881","to":%q,"id":%q,"timestamp":"%d",%s}]}}]}]}`, w.phoneID, customer, id, at/1000, content))
}

// The window and what follows from it when time is odd: what comes late, twice or in the
// wrong order, what is no message, clocks that are wrong, days of 23 and 25 hours, a
// computer that sleeps, and the last seconds. `opened` is the stamp from which the
// window is counted, since the customer's first message.
func TestOddTimes_theWindowIsWhatTheProvidersStampsSay(t *testing.T) {
	t.Parallel()
	const second = int64(1000)
	react := `"type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}`
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	local := func(month time.Month, day, hour int) int64 {
		return time.Date(2026, month, day, hour, 0, 0, 0, berlin).UnixMilli()
	}
	tests := []struct {
		name         string
		begin        int64          // when the customer first writes, 0 = as usual
		play         func(w *world) // ana has the conversation; the customer wrote at w.now
		opened, lost int64          // since then; lost 0 = no window was
		open         bool           // free text is taken at the end
	}{
		{name: "one second before the guard", play: func(w *world) { w.pass(24*hour - 2*minute - second) }, open: true},
		{name: "at the guard", play: func(w *world) { w.pass(24*hour - 2*minute) }},
		{name: "23:59:59", play: func(w *world) { w.pass(24*hour - second) }},
		{name: "a webhook that is a day and a half late", play: func(w *world) {
			w.pass(23 * hour)
			w.send("ana", w.text("anything else?"))
			w.pass(14 * hour) // ana's word keeps it going
			w.wrote("wamid.2", customer, w.now-13*hour-50*minute, hello)
		}, opened: 23*hour + 10*minute, open: true},
		{name: "one that is three days late", play: func(w *world) {
			w.wrote("wamid.0", customer, w.now-72*hour, hello)
			w.pass(24*hour - minute)
		}},
		{name: "the same webhook once more", play: func(w *world) {
			at := w.now
			w.send("ana", w.text("one moment"))
			w.pass(23 * hour)
			w.wrote("wamid.1", customer, at, hello)
			w.pass(hour - minute)
		}},
		{name: "an older message after a newer one", play: func(w *world) {
			w.pass(2 * hour)
			w.says("wamid.2", "second")
			w.wrote("wamid.3", customer, w.now-hour, hello)
			w.send("ana", w.text("yes"))
			w.pass(23 * hour)
		}, opened: 2 * hour, open: true},
		{name: "what we write on the phone", play: func(w *world) {
			w.pass(20 * hour)
			w.echo("wamid.e", w.now, hello)
			w.pass(4 * hour)
		}},
		{name: "the customer's reaction", play: func(w *world) {
			w.send("ana", w.text("one moment"))
			w.pass(20 * hour)
			w.wrote("wamid.r", customer, w.now, react)
			w.pass(4*hour - second)
		}},
		{name: "receipts", play: func(w *world) {
			w.deliver(w.send("ana", w.text("one moment")), "wamid.o")
			w.pass(20 * hour)
			w.status("wamid.o", "read", "")
			w.pass(4*hour - second)
		}},
		{name: "an answer on the phone that is told of late", play: func(w *world) {
			answered := w.now + 10*hour
			w.pass(24*hour + second) // it has ended, and counts as lost until the echo comes
			if w.interaction().LostAt == 0 {
				w.t.Errorf("it does not count as lost")
			}
			w.echo("wamid.e", answered, hello)
		}},
		{name: "another system's message answers nobody", play: func(w *world) {
			w.pass(20 * hour)
			w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":"message_echoes","value":{"metadata":{"phone_number_id":%q},
				"message_echoes":[{"from":"15550783881","to":%q,"id":"wamid.o","timestamp":"%d",%s}]}}]}]}`, w.phoneID, customer, w.now/1000, hello))
			w.pass(5 * hour)
		}, lost: 24 * hour},
		{name: "an answer on the phone in time, told of after the window closed", play: func(w *world) {
			w.pass(20 * hour)
			answered := w.now - 19*hour
			w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":"message_echoes","value":{"metadata":{"phone_number_id":%q},
				"message_echoes":[{"from":"15550783881","to":%q,"id":"wamid.o","timestamp":"%d",%s}]}}]}]}`, w.phoneID, customer, w.now/1000, hello))
			w.pass(5 * hour) // the other system's message keeps it going, the customer still waits
			w.echo("wamid.e", answered, hello)
		}},
		{name: "our clock is half an hour behind", play: func(w *world) {
			w.ahead = -30 * minute
			w.says("wamid.2", "from your future")
			w.pass(24*hour - minute) // by the provider's clock it is over
		}, opened: 30 * minute, open: true},
		{name: "a stamp two hours ahead is not believed", play: func(w *world) {
			w.wrote("wamid.2", customer, w.now+2*hour, hello)
			w.pass(24*hour - minute)
		}},
		{name: "the night that has 23 hours: 23 by the clock on the wall", begin: local(time.March, 28, 12), play: func(w *world) {
			w.send("ana", w.text("one moment"))
			w.pass(local(time.March, 29, 12) - w.now)
		}, open: true},
		{name: "and 24", begin: local(time.March, 28, 12), play: func(w *world) { w.pass(local(time.March, 29, 13) - w.now - second) }},
		{name: "the night that has 25 hours", begin: local(time.October, 24, 12), play: func(w *world) { w.pass(local(time.October, 25, 11) - w.now - second) }},
		{name: "a computer that slept over it", play: func(w *world) {
			w.now += 30 * hour // nothing ran
			if w.mayWrite() {
				w.t.Errorf("free text is taken before the timers have run")
			}
			w.fire()
		}, lost: 24 * hour},
		{name: "a computer that slept and woke in time", play: func(w *world) {
			w.now += 23*hour + 50*minute
			w.fire()
			if w.notices("ana", desk.NoticeClosing) != 1 || w.notices("olga", desk.NoticeClosing) != 1 {
				w.t.Errorf("nobody was warned")
			}
		}, open: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := watching(t)
			if tt.begin != 0 {
				w.pass(tt.begin - w.now)
			}
			at := w.now
			w.says("wamid.1", "hello")
			w.accept()
			tt.play(w)
			it, th := w.interaction(), w.thread()
			if th.LastCustomerAt-at != tt.opened {
				t.Errorf("the window is counted from %d ms, want %d", th.LastCustomerAt-at, tt.opened)
			}
			if lost := max(it.LostAt-at, 0); lost != tt.lost {
				t.Errorf("the window was lost at %d ms, want %d", lost, tt.lost)
			}
			if it.State != desk.InteractionOpen {
				if tt.open {
					t.Errorf("it has ended: %s", it.EndReason)
				}
			} else if got := w.mayWrite(); got != tt.open {
				t.Errorf("free text is taken: %v", got)
			}
			if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
				t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
			}
		})
	}
}

// A reply that was taken in time does not leave after it.
func TestOddTimes_takenInTimeAndLate(t *testing.T) {
	t.Parallel()
	w := watching(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.pass(24*hour - 2*minute - 1000)
	id := w.send("ana", w.text("just in time"))
	w.pass(2000)
	if a := w.posting(id); a.Allowed || a.Reason != "windowClosed" {
		t.Fatalf("it may leave: %+v", a)
	}
	if m := w.message(id); m.Status != desk.StatusRejected || m.Problem == nil || m.Problem.Source != "window" {
		t.Errorf("the reply: %+v", m)
	}
	w.pass(2 * minute)
	if it := w.interaction(); it.LostAt == 0 {
		t.Error("an answer that never left kept the window")
	}
}

// Three days in the life of a conversation that we begin: nobody answers the first
// template, the second one is answered, and the customer is answered in turn.
func TestCycle_threeDaysOfAConversation(t *testing.T) {
	t.Parallel()
	w := watching(t)
	began := w.now
	id := w.startWith("ana", "+"+customer)
	w.deliver(id, "wamid.t1")
	w.refused("ana", wire.CmdSend.Name, w.text("and?"), "windowClosed")
	w.pass(24 * hour) // day one: the agent is told
	if w.notices("ana", desk.NoticeWindow) != 1 || w.interaction().State != desk.InteractionOpen {
		t.Fatal("the agent was not told that a day passed")
	}
	w.pass(20 * hour) // day two: another template restarts the cycle
	w.deliver(w.startWith("ana", "+"+customer), "wamid.t2")
	first := w.interaction()
	w.pass(20 * hour) // 64 hours after the first one it still goes on
	if it := w.interaction(); it.ID != first.ID || it.State != desk.InteractionOpen || it.StartedAt != began {
		t.Fatalf("the second template did not restart the cycle: %+v", it)
	}
	w.says("wamid.a", "yes, I am here")
	if it := w.interaction(); it.ID != first.ID || it.FirstCustomerAt != w.now || it.HumanReplyAt != 0 {
		t.Fatalf("the customer's answer: %+v", it)
	}
	w.pass(minute)
	w.send("ana", w.text("good")) // free text again
	w.pass(24*hour - 1)
	if w.interaction().State != desk.InteractionOpen {
		t.Fatal("it ended before its time")
	}
	w.pass(1)
	if it := w.interaction(); it.EndReason != "expired" || w.now < began+72*hour || it.LostAt != 0 {
		t.Fatalf("after three days: %+v", it)
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
}
