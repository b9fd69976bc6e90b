package doctor

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// checkInbound goes by the record: a message has come in since the connection changed.
func (e *exam) checkInbound(context.Context) finding {
	return e.traffic(e.row.InboundAt, desk.FactLastIn, "noInbound")
}

// checkOutbound wants a message of ours that arrived, by its receipt.
func (e *exam) checkOutbound(context.Context) finding {
	missing := "noOutbound"
	if e.c.Rental != nil {
		missing = "noOutboundSMS"
	}
	return e.traffic(e.row.DeliveredAt, desk.FactDelivered, missing)
}

func (e *exam) traffic(seen int64, fact desk.FactName, missing string) finding {
	var facts []desk.Fact
	if e.row.ChangedAt != 0 {
		facts = append(facts, when(desk.FactChanged, e.row.ChangedAt))
	}
	if seen == 0 {
		return odd(say(missing), facts...)
	}
	return fine(append(facts, when(fact, seen))...)
}
