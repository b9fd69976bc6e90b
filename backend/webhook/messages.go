package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
)

// Provider reads the webhooks of one provider of messages.
type Provider interface {
	Provider() string
	// Handshake answers the question whether this address is ours.
	Handshake(query url.Values, token string) (challenge string, ok bool)
	// Verify says whether one of the secrets signed the request.
	Verify(r channel.Request, secrets ...string) bool
	// MapTexts changes the texts that people wrote, and nothing else.
	MapTexts(body []byte, change func(string) string) []byte
	// Split takes a request apart, whose texts MapTexts has changed. It never drops
	// anything.
	Split(r channel.Request) ([]channel.Item, error)
	// WriteEntry gives the payload that the provider's channel.Reader reads.
	WriteEntry(e desk.ItemEntry) []byte
}

// Apps knows the apps at the provider.
type Apps interface {
	// AppKeys gives the keys of each organization that has the app at the provider,
	// oldest organization first; none for an unknown app.
	AppKeys(ctx context.Context, provider string, app desk.AppID) ([]channel.AppKeys, error)
	// HandshakeDone notes that the organization's app completed the handshake just now.
	HandshakeDone(ctx context.Context, org desk.OrgID, app desk.AppID) error
	// HandshakeRefused notes that somebody asked for it with another verify token.
	HandshakeRefused(ctx context.Context, org desk.OrgID, app desk.AppID) error
}

// Attempts is what a Provider may have besides: it tells a handshake with a wrong token
// from a request that is none.
type Attempts interface {
	Attempted(query url.Values) bool
}

// Numbers finds what is connected here. CodeNotFound for what is not.
type Numbers interface {
	desk.Rows
	NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error)
}

// Messages serves the webhooks of a provider of messages, at
// /webhooks/<provider>/{app}.
type Messages struct {
	from    Provider
	apps    Apps
	numbers Numbers
	ledger  desk.Recorder
	pulses  *channel.Pulses
	bodies  *bodies
	probe   probe
	stamps  func(context.Context, []int64)
	granted func(context.Context, []desk.OrgID, channel.Grant) error
	answerer
}

// NewMessages makes the handler. most bounds a body, in bytes; 0 = MaxBody.
func NewMessages(from Provider, apps Apps, numbers Numbers, ledger desk.Recorder, most int64, now func() time.Time, m *Metrics, log *slog.Logger) *Messages {
	if most <= 0 {
		most = MaxBody
	}
	return &Messages{
		from: from, apps: apps, numbers: numbers, ledger: ledger, bodies: newBodies(most), probe: newProbe(), answerer: answerer{provider: from.Provider(), metrics: m, log: log},
		stamps:  func(context.Context, []int64) {},
		granted: func(context.Context, []desk.OrgID, channel.Grant) error { return nil },
		pulses:  channel.NewPulses(now),
	}
}

// At tells the handler where the public address of the relay is found, without a path; ""
// = there is none. It is called before the first request comes; without it no signature
// over an address is good.
func (h *Messages) At(public func() string) { h.public = public }

// OnStamps has f hear the provider's stamps of the items of each signed body, in Unix ms,
// before they are kept. It is called before the first body comes.
func (h *Messages) OnStamps(f func(ctx context.Context, stamps []int64)) { h.stamps = f }

// OnGranted has f hear of each account that is granted to an app, with the organizations to
// which that is proven, before it is kept: after an error the provider sends it again. It is
// called before the first body comes.
func (h *Messages) OnGranted(f func(ctx context.Context, orgs []desk.OrgID, g channel.Grant) error) {
	h.granted = f
}

// ServeHTTP answers the handshake (GET) and deliveries (POST). An unknown app
// is answered like a wrong signature: nobody learns which apps there are.
func (h *Messages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	app := desk.AppID(r.PathValue("app"))
	all, err := h.apps.AppKeys(r.Context(), h.provider, app)
	if err != nil {
		h.failed(w, "look up app", err)
		return
	}
	switch r.Method {
	case http.MethodGet:
		if nonce := r.Header.Get(probeHeader); nonce != "" && len(all) > 0 {
			h.answerProbe(w, h.probe, app, nonce)
			return
		}
		h.handshake(w, r, app, all)
	case http.MethodPost:
		h.deliver(w, r, app, all)
	default:
		w.Header().Set("Allow", "GET, POST")
		h.answer(w, http.StatusMethodNotAllowed, "method")
	}
}

func (h *Messages) handshake(w http.ResponseWriter, r *http.Request, app desk.AppID, all []channel.AppKeys) {
	challenge, shook := "", []channel.AppKeys{}
	for _, keys := range all {
		if said, ok := h.from.Handshake(r.URL.Query(), keys.VerifyToken); ok {
			challenge, shook = said, sameApp(all, keys)
			break
		}
	}
	if len(shook) == 0 {
		h.refused(w, r, app, all)
		return
	}
	for _, keys := range shook {
		if err := h.apps.HandshakeDone(r.Context(), keys.Org, app); err != nil {
			h.failed(w, "note handshake", err)
			return
		}
	}
	h.answer(w, http.StatusOK, "handshake")
	io.WriteString(w, challenge) //nolint:errcheck,gosec // the provider may be gone; it will ask again
}

// refused answers a handshake that has another verify token, and notes it: whoever set
// the provider up typed it wrong.
func (h *Messages) refused(w http.ResponseWriter, r *http.Request, app desk.AppID, all []channel.AppKeys) {
	if p, tells := h.from.(Attempts); tells && p.Attempted(r.URL.Query()) {
		for _, keys := range all {
			if err := h.apps.HandshakeRefused(r.Context(), keys.Org, app); err != nil {
				h.failed(w, "note refused handshake", err)
				return
			}
		}
	}
	h.answer(w, http.StatusForbidden, "forbidden")
}

// sameApp gives the organizations that hold the same secret of the app: it is one
// app, and there is one handshake for all its numbers. Whoever typed another
// secret has only the app's id.
func sameApp(all []channel.AppKeys, as channel.AppKeys) []channel.AppKeys {
	return slices.DeleteFunc(slices.Clone(all), func(k channel.AppKeys) bool {
		return k.Org != as.Org && k.Secrets[0] != as.Secrets[0]
	})
}

// proven gives the organizations to which the body is proven: each judges by its
// own secret, so that nobody's webhook is written under somebody else's key.
func (h *Messages) proven(r channel.Request, all []channel.AppKeys) []desk.OrgID {
	var out []desk.OrgID
	for _, keys := range all {
		if h.from.Verify(r, keys.Secrets...) {
			out = append(out, keys.Org)
		}
	}
	return out
}

func (h *Messages) deliver(w http.ResponseWriter, r *http.Request, app desk.AppID, all []channel.AppKeys) {
	body, done, err := h.bodies.read(w, r)
	defer done()
	if err != nil {
		h.unread(w, err)
		return
	}
	came := h.request(r, body)
	orgs := h.proven(came, all)
	if len(orgs) == 0 {
		h.answer(w, http.StatusUnauthorized, "signature")
		return
	}
	// Before anything is kept: what was taken out of a body is stored nowhere.
	body = h.from.MapTexts(body, otp.RedactMessage)
	came.Body = body
	// The commit goes on though the provider hangs up: it would only send the same
	// again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), commitDeadline)
	defer cancel()
	proposals, numbers, err := h.proposals(ctx, orgs, app, came)
	if err != nil {
		h.failed(w, "prepare webhook", err)
		return
	}
	out, err := h.ledger.Submit(ctx, desk.Submission{
		Intake:    &desk.Intake{Provider: h.provider, Account: string(app), Org: only(orgs), Body: body},
		Proposals: proposals,
	})
	if err != nil {
		h.failed(w, "keep webhook", err)
		return
	}
	h.count(proposals, numbers, out)
	h.kept(w, h.from, body)
}

// only gives the organization that a body is for; "" when it may be for several.
func only(orgs []desk.OrgID) desk.OrgID {
	if len(orgs) == 1 {
		return orgs[0]
	}
	return ""
}

// count notes what became of each item. numbers are those of the proposals.
func (h *Messages) count(proposals []desk.Proposal, numbers []desk.NumberID, out []desk.Outcome) {
	for i, o := range out {
		kind := string(proposals[i].Kind)
		h.pulses.Note(numbers[i], o.Duplicate)
		if o.Duplicate {
			kind = "duplicate"
		}
		h.metrics.Items.WithLabelValues(h.provider, kind).Inc()
	}
}

// shownRaw is how much of an unreadable body its entry shows; the intake row
// keeps all of it.
const shownRaw = 16 << 10

// unreadable makes an entry of a body that cannot be split, for the first of the
// organizations that it may be for. When there are several, it does not show what
// may be another one's.
func (h *Messages) unreadable(orgs []desk.OrgID, app desk.AppID, body []byte, cause error) ([]desk.Proposal, error) {
	text := string(body[:min(len(body), shownRaw)])
	if !utf8.ValidString(text) {
		text = "(not text)"
	}
	if len(orgs) > 1 {
		text = "(not shown)"
	}
	item, err := json.Marshal(text)
	if err != nil {
		return nil, desk.Wrap("encode unreadable body", err)
	}
	return []desk.Proposal{{
		Org: orgs[0], Kind: desk.ItemKind(h.provider, desk.ItemUnknown), Expires: true,
		Payload: h.from.WriteEntry(desk.ItemEntry{AppID: app, Reason: cause.Error(), Item: item}),
		Key:     channel.EntryKey(h.provider, app, "body", bodyHash(body)),
	}}, nil
}

// bodyHash names a body by its bytes.
func bodyHash(body []byte) string {
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}

// Pulse tells what webhooks have brought for a number.
func (h *Messages) Pulse(n desk.NumberID) channel.Pulse { return h.pulses.Of(n) }
