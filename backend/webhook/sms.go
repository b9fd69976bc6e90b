package webhook

import (
	"context"
	"errors"
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
	ReadSMS(r channel.Request) (channel.SMSDelivery, error)
	// Unsigned says whether a proof failed only because there is none, so that the
	// carrier is to send it again.
	Unsigned(err error) bool
}

// Carriers knows the accounts at a carrier that organizations have linked.
type Carriers interface {
	CarrierKeys(ctx context.Context, carrier string) ([]channel.CarrierKeys, error)
}

// SMSTaker takes an SMS whose origin is proven to organizations: several may have
// linked the same account. It returns after what is to be kept of it was kept; an
// error makes the carrier send it again, channel.ErrWaits without being a failure.
type SMSTaker interface {
	TakeSMS(ctx context.Context, proven []desk.OrgID, sms channel.SMS) error
	// TakeReceipt takes how far an SMS of ours has come, likewise.
	TakeReceipt(ctx context.Context, proven []desk.OrgID, carrier string, receipt channel.Item) error
}

// SMS serves /webhooks/<carrier>/sms.
type SMS struct {
	from     Carrier
	carriers Carriers
	taker    SMSTaker
	now      func() time.Time
	bodies   *bodies
	probe    probe
	seals    seals
	answerer
}

// NewSMS makes the handler.
func NewSMS(from Carrier, carriers Carriers, taker SMSTaker, now func() time.Time, m *Metrics, log *slog.Logger) *SMS {
	return &SMS{
		from: from, carriers: carriers, taker: taker, now: now, bodies: newBodies(from.MaxBody()), probe: newProbe(),
		answerer: answerer{provider: from.Provider(), metrics: m, log: log},
	}
}

// At is that of Messages.
func (h *SMS) At(public func() string) { h.public = public }

// ServeHTTP takes an SMS in any of the carrier's transports.
func (h *SMS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if nonce := r.Header.Get(probeHeader); nonce != "" && r.Method == http.MethodGet {
		h.answerProbe(w, h.probe, "", nonce)
		return
	}
	body, done, err := h.bodies.read(w, r)
	defer done()
	if err != nil {
		h.unread(w, err)
		return
	}
	d, err := h.from.ReadSMS(h.request(r, body))
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
	proven, status, label, err := h.prove(ctx, d)
	if len(proven) == 0 {
		h.log.Warn("sms webhook refused", "reason", desk.SubcodeOf(err))
		h.answer(w, status, label)
		return
	}
	switch {
	case d.Kind == channel.SMSReceived:
		d.SMS.Raws = []*channel.Raw{rawOf(r, body)}
		err := h.taker.TakeSMS(ctx, proven, d.SMS)
		if errors.Is(err, channel.ErrWaits) {
			h.answer(w, http.StatusServiceUnavailable, "part")
			return
		}
		if err != nil {
			h.failed(w, "take sms", err)
			return
		}
	case d.Receipt != nil:
		if err := h.taker.TakeReceipt(ctx, proven, h.provider, *d.Receipt); err != nil {
			h.failed(w, "take receipt", err)
			return
		}
	}
	h.metrics.Items.WithLabelValues(h.provider, string(d.Kind)).Inc()
	h.kept(w, h.from, body)
}

// prove gives the organizations by whose keys the webhook is signed; when there are
// none, why and what to answer. It fails closed: with no account linked nobody can
// have signed anything.
func (h *SMS) prove(ctx context.Context, d channel.SMSDelivery) (proven []desk.OrgID, status int, label string, err error) {
	all, err := h.carriers.CarrierKeys(ctx, h.provider)
	if err != nil {
		return nil, http.StatusServiceUnavailable, "unavailable", err
	}
	err = desk.Refuse(desk.CodeNotFound, "noCarrier")
	for _, keys := range all {
		switch failed := d.Prove(keys, h.now); {
		case failed == nil:
			proven = append(proven, keys.Org)
			h.seals.accepted(keys.Org, h.now())
		case !h.from.Unsigned(err):
			err = failed
		}
	}
	if len(proven) == 0 {
		h.seals.refused(all, d, h.now())
	}
	if h.from.Unsigned(err) {
		return proven, http.StatusServiceUnavailable, "unsigned", err
	}
	return proven, http.StatusUnauthorized, "signature", err
}
