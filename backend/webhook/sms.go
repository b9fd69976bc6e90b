package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Carrier reads the webhooks of one carrier.
type Carrier interface {
	Provider() string
	MaxBody() int64
	// ReadSMS reads a webhook; an error means that it is none of the carrier's.
	ReadSMS(r channel.SMSRequest) (channel.SMSDelivery, error)
	// Unsigned says whether a proof failed only because there is none, so that the
	// carrier is to send it again.
	Unsigned(err error) bool
}

// Carriers knows the linked carrier account. CodeNotFound when there is none.
type Carriers interface {
	CarrierKeys(ctx context.Context) (channel.CarrierKeys, error)
}

// SMSTaker takes an SMS whose origin is proven. It returns after what is to be
// kept of it was kept; an error makes the carrier send it again.
type SMSTaker interface {
	TakeSMS(ctx context.Context, sms channel.SMS) error
}

// SMS serves /webhooks/<carrier>/sms.
type SMS struct {
	from     Carrier
	carriers Carriers
	taker    SMSTaker
	now      func() time.Time
	bodies   *bodies
	answerer
}

// NewSMS makes the handler.
func NewSMS(from Carrier, carriers Carriers, taker SMSTaker, now func() time.Time, m *Metrics, log *slog.Logger) *SMS {
	return &SMS{from, carriers, taker, now, newBodies(from.MaxBody()), answerer{from.Provider(), m, log}}
}

// ServeHTTP takes an SMS in any of the carrier's transports.
func (h *SMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, done, err := h.bodies.read(w, r)
	defer done()
	if err != nil {
		h.unread(w, err)
		return
	}
	d, err := h.from.ReadSMS(channel.SMSRequest{
		Method: r.Method, ContentType: r.Header.Get("Content-Type"), RawQuery: r.URL.RawQuery,
		Authorization: r.Header.Get("Authorization"), Body: body,
	})
	switch {
	case err != nil:
		h.answer(w, http.StatusBadRequest, "not understood")
		return
	case d.Kind == channel.SMSProbe:
		h.answer(w, http.StatusOK, "probe") // the carrier saves the address only after this
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), commitDeadline)
	defer cancel()
	if status, label, err := h.prove(ctx, d); err != nil {
		h.log.Warn("sms webhook refused", "reason", desk.SubcodeOf(err))
		h.answer(w, status, label)
		return
	}
	if d.Kind == channel.SMSReceived {
		if err := h.taker.TakeSMS(ctx, d.SMS); err != nil {
			h.failed(w, "take sms", err)
			return
		}
	}
	h.metrics.Items.WithLabelValues(h.provider, string(d.Kind)).Inc()
	h.answer(w, http.StatusOK, "kept")
}

// prove checks the signature. It fails closed: with no account linked nobody
// can have signed anything.
func (h *SMS) prove(ctx context.Context, d channel.SMSDelivery) (status int, label string, err error) {
	keys, err := h.carriers.CarrierKeys(ctx)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return http.StatusServiceUnavailable, "unavailable", err
	}
	if err == nil {
		err = d.Prove(keys, h.now)
	}
	if err != nil && h.from.Unsigned(err) {
		return http.StatusServiceUnavailable, "unsigned", err
	}
	return http.StatusUnauthorized, "signature", err
}
