package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

func scoreList(titles ...string) obj {
	var rows []obj
	for _, title := range titles {
		rows = append(rows, obj{"id": "q:" + title, "title": title})
	}
	return obj{"type": "interactive", "interactive": obj{"type": "list", "body": obj{"text": "How did we do?"}, "action": obj{"button": "Rate", "sections": []obj{{"rows": rows}}}}}
}

func (r *rig) tapped(customer string) []string {
	var out []string
	for _, p := range r.s.Snapshot().Phones {
		for _, t := range p.Threads {
			for _, m := range t.Messages {
				if p.Customer.ID == customer && m.FromCustomer && strings.Contains(m.Text, "★") {
					out = append(out, m.Text)
				}
			}
		}
	}
	return out
}

// A customer who is asked for a rating taps a score once they have read the question.
func TestRates_byThemselves(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Rate = 10 * time.Millisecond })
	r.write("lena", "hello")
	r.send(lena, scoreList("5 ★★★★★", "1 ★☆☆☆☆"))
	r.until("the relay is told of one tap", func() bool {
		all := r.messages()
		return len(all) > 1 && as[string](all[len(all)-1]["type"]) == "interactive" && len(r.tapped("lena")) == 1
	})
}

// Nobody rates a list of other things, nor when somebody wrote for the customer before, nor
// where it is switched off.
func TestRates_notOtherwise(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(c *sandbox.Config) { c.Pace.Rate = -1 })
	r.write("lena", "hello")
	id := r.send(lena, scoreList("5 ★★★★★"))
	r.settle("lena", id, "read")
	if n := r.s.RateNow(); n != 0 {
		t.Errorf("%d are going to rate where that is switched off", n)
	}

	r = newRig(t, func(c *sandbox.Config) { c.Pace.Rate = time.Hour })
	r.write("lena", "hello")
	plain := r.send(lena, scoreList("Red ★", "Green"))
	r.settle("lena", plain, "read")
	if n := r.s.RateNow(); n != 0 {
		t.Errorf("%d are going to rate a list of other things", n)
	}
	question := r.send(lena, scoreList("5 ★★★★★"))
	r.settle("lena", question, "read")
	r.write("lena", "one moment")
	r.write("maya", "hello")
	other := r.send("+14155550132", scoreList("5 ★★★★★"))
	r.settle("maya", other, "read")
	if n := r.s.RateNow(); n != 2 {
		t.Errorf("%d are going to rate, want 2", n)
	}
	if lena, maya := r.tapped("lena"), r.tapped("maya"); len(lena) != 0 || len(maya) != 1 {
		t.Errorf("tapped %v and %v", lena, maya)
	}
}
