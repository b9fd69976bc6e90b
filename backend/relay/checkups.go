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
		Past:      past{r.db},
		LastEvent: func(n *desk.Number) int64 { return r.pulseOf(n).LastEventAt },
	})
}

// reach asks the address of a provider's webhooks from outside. It follows no redirect
// and makes its own connection: one that is kept would prove nothing.
func (r *Relay) reach(ctx context.Context, provider string, app desk.AppID, address string) error {
	h, ok := r.inbound[provider]
	if !ok {
		return desk.Refuse(desk.CodeInvalid, "provider", desk.Params{desk.ParamContext: "number"})
	}
	c := &http.Client{
		Timeout:       reachTime,
		Transport:     &http.Transport{DisableKeepAlives: true, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return h.Reach(ctx, c, app, address)
}
