package channel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func part(ref string, n, total int, text string) channel.SMS {
	return channel.SMS{
		Provider: "vonage", MessageID: fmt.Sprintf("%s-%d", ref, n), From: "WhatsApp", To: "12025550123", Text: text, Type: "text",
		Timestamp: int64(1_000_000 + n), Concat: true, Ref: ref, Total: total, Part: n,
	}
}

func TestJoiner_anyOrderGivesTheText(t *testing.T) {
	t.Parallel()
	texts := []string{"WhatsApp code 123-", "456. Don't ", "share it"}
	for _, order := range [][]int{{1, 2, 3}, {3, 2, 1}, {2, 3, 1}, {1, 3, 2}, {2, 2, 3, 3, 1}} {
		c := &clock{time.Unix(1000, 0)}
		j := channel.NewJoiner(c.now)
		for i, n := range order {
			whole, done, dropped := j.Add(part("7", n, 3, texts[n-1]))
			if len(dropped) != 0 || done != (i == len(order)-1) {
				t.Fatalf("%v at %d: done %v, dropped %d", order, i, done, len(dropped))
			}
			if !done {
				continue
			}
			if whole.Text != strings.Join(texts, "") || whole.MessageID != "7-1" || whole.Concat || whole.Timestamp != 1_000_001 {
				t.Errorf("%v: got %q, %s", order, whole.Text, whole)
			}
			if want := []string{"vonage:sms:7-1:7:1", "vonage:sms:7-2:7:2", "vonage:sms:7-3:7:3"}; !slices.Equal(whole.PartKeys, want) {
				t.Errorf("%v: keys %v", order, whole.PartKeys)
			}
		}
		if left := j.Drain(); len(left) != 0 {
			t.Errorf("%v: %d left", order, len(left))
		}
	}
}

func TestJoiner_singleSMSPassesThrough(t *testing.T) {
	t.Parallel()
	j := channel.NewJoiner((&clock{}).now)
	s, done, dropped := j.Add(channel.SMS{MessageID: "1", Text: "hello"})
	if !done || s.Text != "hello" || dropped != nil {
		t.Errorf("got %s, %v, %v", s, done, dropped)
	}
}

func TestJoiner_doesNotMixMessages(t *testing.T) {
	t.Parallel()
	base := part("7", 1, 2, "one")
	for name, change := range map[string]func(*channel.SMS){
		"sender":    func(s *channel.SMS) { s.From = "Bank" },
		"receiver":  func(s *channel.SMS) { s.To = "12025550199" },
		"reference": func(s *channel.SMS) { s.Ref = "8" },
		"total":     func(s *channel.SMS) { s.Total = 3 },
	} {
		j := channel.NewJoiner((&clock{}).now)
		j.Add(base)
		other := part("7", 2, 2, "two")
		change(&other)
		if _, done, _ := j.Add(other); done {
			t.Errorf("other %s: parts of two messages were joined", name)
		}
	}
}

func TestJoiner_lostPartGivesBackTheRest(t *testing.T) {
	t.Parallel()
	c := &clock{time.Unix(1000, 0)}
	j := channel.NewJoiner(c.now)
	j.Add(part("7", 1, 3, "code 123-"))
	j.Add(part("7", 3, 3, "456"))
	c.t = c.t.Add(channel.JoinWait - time.Second)
	if got := j.Expire(); got != nil {
		t.Fatalf("too early: %d", len(got))
	}
	c.t = c.t.Add(time.Second)
	got := j.Expire()
	if len(got) != 1 || !slices.Equal(got[0].Missing, []int{2}) || got[0].SMS.Text != "code 123-\n\n456" {
		t.Fatalf("got %v", got)
	}
	if _, done, _ := j.Add(part("7", 2, 3, "x")); done {
		t.Error("a late part completed a message that is gone")
	}
}

func TestJoiner_reusedReferenceStartsAnew(t *testing.T) {
	t.Parallel()
	j := channel.NewJoiner((&clock{}).now)
	j.Add(part("7", 1, 2, "old"))
	again := part("7", 1, 2, "new ")
	again.MessageID = "other"
	if _, done, dropped := j.Add(again); done || len(dropped) != 1 || dropped[0].SMS.Text != "old" {
		t.Fatalf("got done %v, dropped %v", done, dropped)
	}
	if whole, done, _ := j.Add(part("7", 2, 2, "text")); !done || whole.Text != "new text" {
		t.Errorf("got %q, %v", whole.Text, done)
	}
}

func TestJoiner_isBoundedAndLosesNothing(t *testing.T) {
	t.Parallel()
	const sent = 1500
	j := channel.NewJoiner((&clock{}).now)
	back := 0
	for i := range sent {
		s := part("1", 1, 2, strings.Repeat("x", 4000))
		s.From = desk.PhoneNumber(fmt.Sprint(i))
		_, _, dropped := j.Add(s)
		back += len(dropped)
	}
	if back < 400 {
		t.Errorf("only %d of %d had to leave: the bound does not hold", back, sent)
	}
	if back += len(j.Drain()); back != sent {
		t.Errorf("%d of %d came back", back, sent)
	}
}

// A joined SMS has the webhooks of its parts beside their keys, in the order of the text;
// what they take counts, so that webhooks that say little cannot fill the memory.
func TestJoiner_keepsTheWebhooksOfTheParts(t *testing.T) {
	t.Parallel()
	j := channel.NewJoiner(time.Now)
	part := func(ref string, n, size int) channel.SMS {
		return channel.SMS{
			To: "4930", MessageID: fmt.Sprint(ref, n), Text: fmt.Sprint(n), Concat: true, Ref: ref, Total: 2, Part: n,
			Raws: []*channel.Raw{{Query: fmt.Sprint("q", n), Body: make([]byte, size)}},
		}
	}
	j.Add(part("a", 2, 0))
	whole, done, _ := j.Add(part("a", 1, 0))
	if !done || len(whole.Raws) != 2 || whole.Raws[0].Query != "q1" || whole.Raws[1].Query != "q2" || len(whole.PartKeys) != 2 {
		t.Errorf("joined %v %v", done, whole.Raws)
	}
	dropped := 0
	for i := range 40 {
		_, _, out := j.Add(part(fmt.Sprint("b", i), 1, 200<<10))
		dropped += len(out)
	}
	if dropped == 0 {
		t.Error("eight megabytes of webhooks wait")
	}
}
