package relay

import (
	"context"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/doctor"
)

// reachTime is how long the relay's own address may take to answer.
const reachTime = 10 * time.Second

func (r *Relay) newDoctor() *doctor.Service {
	return doctor.New(doctor.Config{
		Rows: r.db, Links: r.links, Recorder: r.ledger, Reach: r.reach, Clock: r.time.Now, Log: r.log,
		Past: past{r.db}, Seal: r.seal,
		LastEvent: func(n *desk.Number) int64 { return r.pulseOf(n).LastEventAt },
	})
}

// seal tells when webhooks of an SMS number's carrier were proven, and when not.
func (r *Relay) seal(org desk.OrgID, n *desk.Number) (accepted, refused int64) {
	h, ok := r.texts[n.Provider]
	if !ok {
		return 0, 0
	}
	s := h.Seal(org, n.Phone)
	return s.AcceptedAt, s.RefusedAt
}

// reach asks the address of a number's webhooks from outside. It follows no redirect
// and makes its own connection: one that is kept would prove nothing.
func (r *Relay) reach(ctx context.Context, provider string, n *desk.Number, address string) error {
	messages, there := r.inbound[provider]
	texts, rented := r.texts[provider]
	if n.Channel.Named() != desk.SMS {
		rented = false
	}
	if !there && !rented {
		return desk.Refuse(desk.CodeInvalid, "provider", desk.Params{desk.ParamContext: "number"})
	}
	c := &http.Client{
		Timeout:       reachTime,
		Transport:     &http.Transport{DisableKeepAlives: true, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if rented {
		return texts.Reach(ctx, c, address)
	}
	return messages.Reach(ctx, c, n.AppID, address)
}
