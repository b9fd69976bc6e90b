package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
)

// CarrierKeys is what proves that an SMS webhook comes from the carrier.
type CarrierKeys struct {
	APIKey  string
	Method  vonage.Method
	Secrets []desk.Secret
}

// Carriers knows the linked carrier account. CodeNotFound when there is none.
type Carriers interface {
	CarrierKeys(ctx context.Context) (CarrierKeys, error)
}

// SMSTaker takes an SMS whose origin is proven. It returns after what is to be
// kept of it was kept; an error makes the carrier send it again.
type SMSTaker interface {
	TakeSMS(ctx context.Context, sms vonage.SMS) error
}

// Vonage serves /webhooks/vonage/sms.
type Vonage struct {
	carriers Carriers
	taker    SMSTaker
	now      func() time.Time
	bodies   *bodies
	answerer
}

// NewVonage makes the handler.
func NewVonage(carriers Carriers, taker SMSTaker, now func() time.Time, m *Metrics, log *slog.Logger) *Vonage {
	return &Vonage{carriers, taker, now, newBodies(vonage.MaxBody), answerer{"vonage", m, log}}
}

// ServeHTTP takes an SMS in any of the carrier's transports.
func (h *Vonage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, done, err := h.bodies.read(w, r)
	defer done()
	if err != nil {
		h.unread(w, err)
		return
	}
	d, err := vonage.Decode(vonage.Inbound{
		Method: r.Method, ContentType: r.Header.Get("Content-Type"), RawQuery: r.URL.RawQuery, Body: body,
	})
	switch {
	case err != nil:
		h.answer(w, http.StatusBadRequest, "not understood")
		return
	case d.Kind == vonage.KindProbe:
		h.answer(w, http.StatusOK, "probe") // the carrier saves the address only after this
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), commitDeadline)
	defer cancel()
	if status, label, err := h.prove(ctx, r, d, body); err != nil {
		h.log.Warn("sms webhook refused", "reason", desk.SubcodeOf(err))
		h.answer(w, status, label)
		return
	}
	if d.Kind == vonage.KindSMS {
		if err := h.taker.TakeSMS(ctx, d.SMS); err != nil {
			h.failed(w, "take sms", err)
			return
		}
	}
	h.metrics.Items.WithLabelValues("vonage", string(d.Kind)).Inc()
	h.answer(w, http.StatusOK, "kept")
}

// prove checks the signature. It fails closed: with no account linked nobody
// can have signed anything.
func (h *Vonage) prove(ctx context.Context, r *http.Request, d vonage.Delivery, body []byte) (status int, label string, err error) {
	keys, err := h.carriers.CarrierKeys(ctx)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return http.StatusServiceUnavailable, "unavailable", err
	}
	if err == nil && d.Signed() == vonage.ProofToken {
		v := vonage.TokenVerifier{Secrets: keys.Secrets, APIKey: keys.APIKey, Now: h.now}
		_, err = v.Verify(r.Header.Get("Authorization"), body)
	} else if err == nil {
		v := vonage.Verifier{Method: keys.Method, Secrets: keys.Secrets, Now: h.now}
		err = v.Verify(d.Params)
	}
	if desk.SubcodeOf(err) == vonage.SubUnsigned {
		// The carrier says that it sends one without a signature in rare cases,
		// and sends it again, signed, after a 5xx.
		return http.StatusServiceUnavailable, "unsigned", err
	}
	return http.StatusUnauthorized, "signature", err
}
