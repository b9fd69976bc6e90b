// Package webhook receives: the provider's handshake, its signature over the
// raw bytes, limits, splitting into items with their keys, and the answer.
//
// It is step 1 of the flow. It hands everything to the ledger and answers 200
// only after the commit in which the items were kept and folded. It is not for
// meaning (engine) and not for payload shapes, which the providers know (Provider, Carrier).
package webhook

import (
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleydesk/parley/backend/channel"
)

// commitDeadline bounds the wait for the ledger. Meta gives up later than this.
const commitDeadline = 20 * time.Second

// Metrics counts what came in. Labels hold no number and no id.
type Metrics struct{ Bodies, Items *prometheus.CounterVec }

// NewMetrics makes the counters and registers them.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		Bodies: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_webhook_bodies_total", Help: "Webhook requests by provider and answer.",
		}, []string{"provider", "answer"}),
		Items: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_webhook_items_total", Help: "Items in webhooks by provider and kind; duplicates apart.",
		}, []string{"provider", "kind"}),
	}
	if reg != nil {
		reg.MustRegister(m.Bodies, m.Items)
	}
	return m
}

// answerer writes the short answers that providers get, and counts them.
type answerer struct {
	provider string
	metrics  *Metrics
	log      *slog.Logger
	public   func() string // the relay's public address, without a path; nil = not known
}

// Replier is a Provider or Carrier that wants another answer to what was kept than an
// empty 200.
type Replier interface {
	// Reply gives the answer to a body. contentType is "" where there is no text.
	Reply(body []byte) (status int, contentType, text string)
}

// kept answers what was kept, as its sender wants to hear it.
func (a answerer) kept(w http.ResponseWriter, from any, body []byte) {
	special, ok := from.(Replier)
	if !ok {
		a.answer(w, http.StatusOK, "kept")
		return
	}
	a.metrics.Bodies.WithLabelValues(a.provider, "kept").Inc()
	status, contentType, text := special.Reply(body)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	w.WriteHeader(status)
	io.WriteString(w, text) //nolint:errcheck,gosec // what was kept is kept, whether it hears so or not
}

// request gives a request in channel's words. What it says of its own host is not
// believed.
func (a answerer) request(r *http.Request, body []byte) channel.Request {
	out := channel.Request{Method: r.Method, RawQuery: r.URL.RawQuery, Header: r.Header.Get, Body: body}
	if a.public == nil {
		return out
	}
	if base := a.public(); base != "" {
		out.Address = base + r.URL.RequestURI()
	}
	return out
}

func (a answerer) answer(w http.ResponseWriter, status int, label string) {
	a.metrics.Bodies.WithLabelValues(a.provider, label).Inc()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if status == http.StatusOK {
		return
	}
	io.WriteString(w, label+"\n") //nolint:errcheck,gosec // the provider may be gone; it will ask again
}

// failed answers what went wrong on our side with 503, so that the provider
// sends it again.
func (a answerer) failed(w http.ResponseWriter, op string, err error) {
	a.log.Error("webhook failed", "op", op, "provider", a.provider, "err", err)
	a.answer(w, http.StatusServiceUnavailable, "unavailable")
}
