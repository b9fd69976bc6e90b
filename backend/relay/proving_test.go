package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// untilProving waits until the test of the number is as wanted.
func (c *clinic) untilProving(what string, is func(wire.Proving) bool) (p wire.Proving) {
	c.t.Helper()
	c.untilRow(what, func(row wire.Checkup) bool {
		if row.Proving == nil {
			return false
		}
		p = *row.Proving
		return is(p)
	})
	return p
}

// A number that was just connected is proven on purpose: a text with the code from
// somebody's phone, an answer in its thread, Meta's receipt of it.
func TestProving_provesANumberWithTwoMessages(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.examined()
	number := wire.NumberRef{NumberID: c.set.NumberID}
	said[struct{}](t, c.boss.Command("prove", wire.CmdProvingBegin.Name, number))
	begun := c.untilProving("the code", func(p wire.Proving) bool { return p.Code != "" })
	c.writes("Parley connection test " + begun.Code)
	c.untilProving("the text with the code", func(p wire.Proving) bool { return p.SeenAt != 0 })
	answer := wire.ProvingAnswer{NumberID: c.set.NumberID, Text: "It works."}
	first := said[wire.SendResult](t, c.boss.Command("answer", wire.CmdProvingAnswer.Name, answer))
	if again := said[wire.SendResult](t, c.boss.Command("answer", wire.CmdProvingAnswer.Name, answer)); again != first {
		t.Errorf("asked again, it is sent as %s, not as %s", again.MessageID, first.MessageID)
	}
	c.untilProving("the delivery", func(p wire.Proving) bool { return p.Arrived && p.AnswerID == first.MessageID })
	row, _ := wiretest.Row[wire.Checkup](c.boss, "checkup", c.set.NumberID)
	if got := named(row); len(got) != 0 || row.ProvenAt == 0 {
		t.Errorf("the last examination still names %v, proven at %d", got, row.ProvenAt)
	}
	for _, each := range row.Checks {
		if name := desk.CheckName(each.Name); (name == desk.CheckInbound || name == desk.CheckOutbound) && len(each.Facts) != 2 {
			t.Errorf("%s has no evidence: %+v", name, each)
		}
	}
	if n := wiretest.All[wire.Checkup](c.agent, "checkup"); len(n) != 0 {
		t.Errorf("an agent is sent %+v", n)
	}
	said[struct{}](t, c.boss.Command("done", wire.CmdProvingCancel.Name, number))
	c.untilRow("the end", func(row wire.Checkup) bool { return row.Proving == nil })
}
