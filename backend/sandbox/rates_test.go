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

	r2 := newRig(t, func(c *sandbox.Config) { c.Pace.Rate = 150 * time.Millisecond })
	r2.write("lena", "hello")
	plain := r2.send(lena, scoreList("Red ★", "Green"))
	r2.settle("lena", plain, "read")
	question := r2.send(lena, scoreList("5 ★★★★★"))
	r2.settle("lena", question, "read")
	r2.write("lena", "one moment")
	// Steps are performed in the order in which they are due: the other customer's comes last.
	r2.write("maya", "hello")
	r2.send("+14155550132", scoreList("5 ★★★★★"))
	r2.until("another customer rates", func() bool { return len(r2.tapped("maya")) == 1 })
	if got := append(r.tapped("lena"), r2.tapped("lena")...); len(got) != 0 {
		t.Errorf("tapped %v", got)
	}
}
