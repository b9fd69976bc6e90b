package channel_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// An SMS may hold a code: however it is printed or logged, text and numbers are not
// in it.
func TestSMS_isNeverPrinted(t *testing.T) {
	t.Parallel()
	whole := channel.SMS{MessageID: "id-1", From: "4915112345678", To: "493023125014", Text: "WhatsApp code 123-456", APIKey: "key-of-the-account"}
	part := whole
	part.Concat, part.Ref, part.Total, part.Part = true, "r1", 3, 2
	for _, s := range []channel.SMS{whole, part} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("sms", "sms", s)
		for name, text := range map[string]string{
			"%v": fmt.Sprintf("%v", s), "%+v": fmt.Sprintf("%+v", s), "%#v": fmt.Sprintf("%#v", s), "%s": s.String(), "the log": log.String(),
		} {
			for _, secret := range []string{"123-456", "WhatsApp", "12345678", "23125014", "key-of"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s shows %q: %s", name, secret, text)
				}
			}
			if !strings.Contains(text, "id-1") {
				t.Errorf("%s does not name it: %s", name, text)
			}
		}
	}
	if got := part.String(); !strings.Contains(got, "part 2/3") {
		t.Errorf("a part is shown as %q", got)
	}
}

func TestSMS_keyNamesPartAndCarrier(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for _, s := range []channel.SMS{
		{Provider: "cart", MessageID: "1"},
		{Provider: "barge", MessageID: "1"},
		{Provider: "cart", MessageID: "2"},
		{Provider: "cart", MessageID: "1", Concat: true, Ref: "r", Total: 2, Part: 1},
		{Provider: "cart", MessageID: "1", Concat: true, Ref: "r", Total: 2, Part: 2},
		{Provider: "cart", MessageID: "1", Concat: true, Ref: "s", Total: 2, Part: 1},
	} {
		if keys[s.Key()] {
			t.Errorf("%s is another one's key too", s.Key())
		}
		keys[s.Key()] = true
	}
	if got := (channel.SMS{Provider: "cart", MessageID: "1", Text: "a", Timestamp: 5}).Key(); got != "cart:sms:1" {
		t.Errorf("the key is %q", got) // it is stored
	}
}

// joins is a Joiner whose clock is moved by hand.
type joins struct {
	*channel.Joiner
	now time.Time
}

func newJoins() *joins {
	j := &joins{now: time.Unix(1_700_000_000, 0)}
	j.Joiner = channel.NewJoiner(func() time.Time { return j.now })
	return j
}

func cut(ref string, n, total int, text string) channel.SMS {
	return channel.SMS{
		Org: "org_1", Provider: "cart", MessageID: fmt.Sprintf("%s-%d", ref, n), From: "1", To: "2", Text: text,
		Concat: true, Ref: ref, Total: total, Part: n,
	}
}

// Every order of the parts gives the same whole.
func TestJoiner_ordersParts(t *testing.T) {
	t.Parallel()
	for _, order := range [][]int{{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}} {
		j := newJoins()
		texts := []string{"", "WhatsApp code 123-", "456 is ", "yours"}
		for i, n := range order {
			whole, done, dropped := j.Add(cut("r", n, 3, texts[n]))
			if done != (i == 2) || len(dropped) != 0 {
				t.Fatalf("%v: part %d: done %v, %d dropped", order, n, done, len(dropped))
			}
			if done && (whole.Text != "WhatsApp code 123-456 is yours" || whole.MessageID != "r-1" || whole.Concat || len(whole.PartKeys) != 3) {
				t.Errorf("%v: %#v with %q", order, whole, whole.Text)
			}
		}
		if left := j.Drain(); len(left) != 0 {
			t.Errorf("%v: %d wait still", order, len(left))
		}
	}
}

// Whatever could be another message's part is not joined: a code would be wrong.
func TestJoiner_doesNotJoinPartsOfAnotherMessage(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*channel.SMS){
		"another organization": func(s *channel.SMS) { s.Org = "org_2" },
		"another sender":       func(s *channel.SMS) { s.From = "9" },
		"another receiver":     func(s *channel.SMS) { s.To = "9" },
		"another reference":    func(s *channel.SMS) { s.Ref = "q" },
		"another length":       func(s *channel.SMS) { s.Total = 3 },
	} {
		j := newJoins()
		j.Add(cut("r", 1, 2, "one"))
		other := cut("r", 2, 2, "two")
		change(&other)
		if whole, done, _ := j.Add(other); done {
			t.Errorf("%s: joined to %q", name, whole.Text)
		}
		if left := j.Drain(); len(left) != 2 {
			t.Errorf("%s: %d wait", name, len(left))
		}
	}
}

// The reference number goes round: a part that comes with another id begins anew, and
// what waited is given back, not lost.
func TestJoiner_referenceComesAgain(t *testing.T) {
	t.Parallel()
	j := newJoins()
	j.Add(cut("r", 1, 2, "old"))
	if _, done, dropped := j.Add(cut("r", 1, 2, "old")); done || len(dropped) != 0 {
		t.Errorf("the same part again: %v, %d dropped", done, len(dropped))
	}
	anew := cut("r", 1, 2, "new")
	anew.MessageID = "another"
	_, done, dropped := j.Add(anew)
	if done || len(dropped) != 1 || dropped[0].SMS.Text != "old" || len(dropped[0].Missing) != 1 || dropped[0].Missing[0] != 2 {
		t.Fatalf("begun anew: %v, %+v", done, dropped)
	}
	if whole, done, _ := j.Add(cut("r", 2, 2, " end")); !done || whole.Text != "new end" {
		t.Errorf("joined to %q", whole.Text)
	}
}

// What never becomes whole is given back after a while, with a gap that keeps digits
// on its two sides apart.
func TestJoiner_givesBackWhatWaitsTooLong(t *testing.T) {
	t.Parallel()
	j := newJoins()
	j.Add(cut("r", 1, 4, "123"))
	j.Add(cut("r", 4, 4, "456"))
	j.now = j.now.Add(channel.JoinWait - time.Second)
	if left := j.Expire(); len(left) != 0 {
		t.Fatalf("given back too soon: %d", len(left))
	}
	j.now = j.now.Add(time.Second)
	left := j.Expire()
	if len(left) != 1 || left[0].SMS.Text != "123\n\n456" || fmt.Sprint(left[0].Missing) != "[2 3]" {
		t.Fatalf("given back: %+v", left)
	}
	if _, done, _ := j.Add(cut("r", 2, 4, "x")); done {
		t.Error("a part that came later was joined to what is gone")
	}
}

// What anybody can send takes bounded memory; what leaves to make room is given back.
func TestJoiner_isBounded(t *testing.T) {
	t.Parallel()
	j := newJoins()
	var dropped []channel.Partial
	for i := range 1100 {
		_, _, out := j.Add(cut(fmt.Sprint("r", i), 1, 2, "x"))
		dropped = append(dropped, out...)
	}
	if len(dropped) != 100 || dropped[0].SMS.Ref != "" || dropped[0].SMS.MessageID != "r0-1" {
		t.Errorf("%d left to make room", len(dropped))
	}
	if left := j.Drain(); len(left) != 1000 {
		t.Errorf("%d wait", len(left))
	}
	big := strings.Repeat("x", 1<<20)
	dropped = nil
	for i := range 6 {
		_, _, out := j.Add(cut(fmt.Sprint("b", i), 1, 2, big))
		dropped = append(dropped, out...)
	}
	if len(dropped) != 2 {
		t.Errorf("of six megabytes %d left", len(dropped))
	}
}

// The earliest stamp is the whole one's, and one part in unicode makes all of it so.
func TestJoiner_takesTheEarliestStamp(t *testing.T) {
	t.Parallel()
	j := newJoins()
	one, two, three := cut("r", 1, 3, "a"), cut("r", 2, 3, "b"), cut("r", 3, 3, "c")
	one.Timestamp, two.Timestamp, three.Timestamp = 0, 2000, 1000
	one.Type, two.Type, three.Type = "text", "unicode", "text"
	j.Add(one)
	j.Add(two)
	if whole, done, _ := j.Add(three); !done || whole.Timestamp != 1000 || whole.Type != "unicode" {
		t.Errorf("%v at %d of type %s", done, whole.Timestamp, whole.Type)
	}
}

func TestCarrierKeys_secretsMaskThemselves(t *testing.T) {
	t.Parallel()
	k := channel.CarrierKeys{Org: "org_1", Account: "a", Secrets: []desk.Secret{"hush"}}
	for _, text := range []string{fmt.Sprintf("%v", k), fmt.Sprintf("%+v", k), fmt.Sprintf("%#v", k)} {
		if strings.Contains(text, "hush") {
			t.Errorf("shown: %s", text)
		}
	}
}

// What a call spoke is masked as what an SMS says.
func TestCallSays_isNeverPrinted(t *testing.T) {
	t.Parallel()
	c := channel.CallSays{Provider: "cart", CallID: "c1", From: "4915112345678", To: "493023125014", Heard: "one two three four five six", Recording: "rec-9"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("call", "call", c)
	for name, text := range map[string]string{
		"%v": fmt.Sprintf("%v", c), "%+v": fmt.Sprintf("%+v", c), "%#v": fmt.Sprintf("%#v", c), "%s": c.String(), "the log": log.String(),
	} {
		if strings.Contains(text, "three") || strings.Contains(text, "12345678") || strings.Contains(text, "23125014") || strings.Contains(text, "rec-9") {
			t.Errorf("%s shows %s", name, text)
		}
	}
	if c.Key() != "cart:call:c1" || c.Key() == (channel.SMS{Provider: "cart", MessageID: "c1"}).Key() {
		t.Errorf("the key is %q", c.Key())
	}
}
