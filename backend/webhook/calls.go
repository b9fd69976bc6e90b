package webhook

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// CallCarrier is a Carrier that asks what to do with calls.
type CallCarrier interface {
	Provider() string
	MaxBody() int64
	// ReadCall reads a webhook; an error means that it is none of the carrier's.
	ReadCall(r channel.Request) (channel.CallDelivery, error)
	// AnswerCall gives the carrier's text for what is to be done. ours is the address of
	// this relay for calls.
	AnswerCall(a channel.CallAnswer, ours string) (contentType, text string)
}

// CallTaker takes what is told of a call whose origin is proven to organizations, and says
// what to do with it.
type CallTaker interface {
	TakeCall(ctx context.Context, proven []desk.OrgID, says channel.CallSays) (channel.CallAnswer, error)
}

// Calls serves /webhooks/<carrier>/voice.
type Calls struct {
	from     CallCarrier
	carriers Carriers
	taker    CallTaker
	now      func() time.Time
	bodies   *bodies
	answerer
}

// NewCalls makes the handler.
func NewCalls(from CallCarrier, carriers Carriers, taker CallTaker, now func() time.Time, m *Metrics, log *slog.Logger) *Calls {
	return &Calls{from, carriers, taker, now, newBodies(from.MaxBody()), answerer{provider: from.Provider(), metrics: m, log: log}}
}

// At is that of Messages.
func (h *Calls) At(public func() string) { h.public = public }

// callDeadline is how long a caller may wait for what is to be done.
const callDeadline = 10 * time.Second

// ServeHTTP says what to do with a call. It fails closed: who cannot prove to be the carrier
// hears nothing.
func (h *Calls) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, done, err := h.bodies.read(w, r)
	defer done()
	if err != nil {
		h.unread(w, err)
		return
	}
	in := h.request(r, body)
	d, err := h.from.ReadCall(in)
	if err != nil {
		h.answer(w, http.StatusBadRequest, "not understood")
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), callDeadline)
	defer cancel()
	proven, err := h.prove(ctx, d)
	if err != nil {
		h.failed(w, "prove call", err)
		return
	}
	if len(proven) == 0 {
		h.log.Warn("call webhook refused")
		h.answer(w, http.StatusUnauthorized, "signature")
		return
	}
	act, err := h.taker.TakeCall(ctx, proven, d.Says)
	if err != nil {
		h.failed(w, "take call", err)
		return
	}
	h.metrics.Items.WithLabelValues(h.provider, "call").Inc()
	h.metrics.Bodies.WithLabelValues(h.provider, "kept").Inc()
	ours, _, _ := strings.Cut(in.Address, "?")
	act.Call = d.Says
	contentType, text := h.from.AnswerCall(act, ours)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", contentType)
	io.WriteString(w, text) //nolint:errcheck,gosec // a carrier that is gone asks again or hangs up
}

// prove gives the organizations by whose keys the webhook is signed, none for a stranger's.
func (h *Calls) prove(ctx context.Context, d channel.CallDelivery) (proven []desk.OrgID, err error) {
	all, err := h.carriers.CarrierKeys(ctx, h.provider)
	if err != nil {
		return nil, err
	}
	for _, keys := range all {
		if d.Prove(keys, h.now) == nil {
			proven = append(proven, keys.Org)
		}
	}
	return proven, nil
}
