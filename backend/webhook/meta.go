package webhook

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// AppKeys is what proves that a webhook comes from a Meta app.
type AppKeys struct {
	Org         desk.OrgID
	Secrets     []string // the current one, and the old one during rotation
	VerifyToken string
}

// Apps knows the Meta apps. CodeNotFound for an unknown one.
type Apps interface {
	AppKeys(ctx context.Context, app desk.AppID) (AppKeys, error)
	// HandshakeDone notes that Meta completed the handshake just now.
	HandshakeDone(ctx context.Context, org desk.OrgID, app desk.AppID) error
}

// Numbers finds our number by Meta's id of it.
type Numbers interface {
	NumberByPhoneID(ctx context.Context, org desk.OrgID, phoneID string) (*desk.Number, error)
}

// Meta serves /webhooks/meta/{app}.
type Meta struct {
	apps    Apps
	numbers Numbers
	ledger  Recorder
	pulses  pulses
	answerer
}

// NewMeta makes the handler.
func NewMeta(apps Apps, numbers Numbers, ledger Recorder, now func() time.Time, m *Metrics, log *slog.Logger) *Meta {
	return &Meta{
		apps: apps, numbers: numbers, ledger: ledger, answerer: answerer{"meta", m, log},
		pulses: pulses{now: now, of: map[desk.NumberID]Pulse{}},
	}
}

// ServeHTTP answers the handshake (GET) and deliveries (POST). An unknown app
// is answered like a wrong signature: nobody learns which apps there are.
func (h *Meta) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	app := desk.AppID(r.PathValue("app"))
	keys, err := h.apps.AppKeys(r.Context(), app)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		h.failed(w, "look up app", err)
		return
	}
	switch r.Method {
	case http.MethodGet:
		h.handshake(w, r, app, keys)
	case http.MethodPost:
		h.deliver(w, r, app, keys)
	default:
		w.Header().Set("Allow", "GET, POST")
		h.answer(w, http.StatusMethodNotAllowed, "method")
	}
}

func (h *Meta) handshake(w http.ResponseWriter, r *http.Request, app desk.AppID, keys AppKeys) {
	challenge, ok := meta.VerifyHandshake(r.URL.Query(), keys.VerifyToken)
	if !ok {
		h.answer(w, http.StatusForbidden, "forbidden")
		return
	}
	if err := h.apps.HandshakeDone(r.Context(), keys.Org, app); err != nil {
		h.failed(w, "note handshake", err)
		return
	}
	h.answer(w, http.StatusOK, "handshake")
	io.WriteString(w, challenge) //nolint:errcheck,gosec // Meta may be gone; it will ask again
}

func (h *Meta) deliver(w http.ResponseWriter, r *http.Request, app desk.AppID, keys AppKeys) {
	body, err := readBody(w, r)
	switch {
	case err == errTooLarge: //nolint:errorlint // made and compared in this package
		h.answer(w, http.StatusRequestEntityTooLarge, "too large")
		return
	case err != nil:
		h.answer(w, http.StatusBadRequest, "unreadable")
		return
	}
	if !meta.VerifySignature(body, r.Header.Get("X-Hub-Signature-256"), keys.Secrets...) {
		h.answer(w, http.StatusUnauthorized, "signature")
		return
	}
	// The commit goes on though the provider hangs up: it would only send again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), commitDeadline)
	defer cancel()
	drafts, numbers, err := h.drafts(ctx, keys.Org, app, body)
	if err != nil {
		h.failed(w, "prepare webhook", err)
		return
	}
	out, err := h.ledger.Submit(ctx, desk.Submission{
		Intake: &desk.Intake{Provider: "meta", Account: string(app), Org: keys.Org, Body: body},
		Drafts: drafts,
	})
	if err != nil {
		h.failed(w, "keep webhook", err)
		return
	}
	h.count(drafts, numbers, out)
	h.answer(w, http.StatusOK, "kept")
}

// count notes what became of each item. numbers are those of the drafts.
func (h *Meta) count(drafts []desk.Draft, numbers []desk.NumberID, out []desk.Outcome) {
	for i, o := range out {
		kind := string(drafts[i].Kind)
		h.pulses.note(numbers[i], o.Duplicate)
		if o.Duplicate {
			kind = "duplicate"
		}
		h.metrics.Items.WithLabelValues("meta", kind).Inc()
	}
}

// drafts turns a signed body into entries, and names the number of each. What
// cannot be read is an entry too.
func (h *Meta) drafts(ctx context.Context, org desk.OrgID, app desk.AppID, body []byte) ([]desk.Draft, []desk.NumberID, error) {
	items, err := meta.Split(body)
	if err != nil {
		drafts, err := h.unreadable(org, app, body, err)
		return drafts, []desk.NumberID{""}, err
	}
	seen := map[string]*desk.Number{}
	drafts := make([]desk.Draft, 0, len(items))
	numbers := make([]desk.NumberID, 0, len(items))
	for _, it := range items {
		d, number, err := h.draft(ctx, org, app, it, seen)
		if err != nil {
			return nil, nil, err
		}
		drafts, numbers = append(drafts, d), append(numbers, number)
	}
	return drafts, numbers, nil
}

// kinds says which entry an item becomes.
var kinds = map[meta.Kind]desk.EntryKind{
	meta.KindMessage: desk.EntryMetaMessage,
	meta.KindEcho:    desk.EntryMetaMessage,
	meta.KindStatus:  desk.EntryMetaStatus,
	meta.KindHistory: desk.EntryMetaEvent,
	meta.KindEvent:   desk.EntryMetaEvent,
	meta.KindUnknown: desk.EntryMetaUnknown,
}

func (h *Meta) draft(
	ctx context.Context, org desk.OrgID, app desk.AppID, it meta.Item, seen map[string]*desk.Number,
) (desk.Draft, desk.NumberID, error) {
	entry := desk.MetaEntry{
		AppID: app, WabaID: desk.WabaID(it.WABA), PhoneID: it.PhoneNumberID, Field: it.Field,
		Time: it.Time, Reason: it.Reason, Item: it.Payload,
	}
	kind := kinds[it.Kind]
	number, err := h.number(ctx, org, it.PhoneNumberID, seen)
	if err != nil {
		return desk.Draft{}, "", err
	}
	switch {
	case number != nil && number.AppID == app:
		entry.NumberID = number.ID
	case it.PhoneNumberID != "" && kind != desk.EntryMetaUnknown:
		// Not ours, or another app's: its secret vouches only for its own.
		kind, entry.Reason = desk.EntryMetaUnknown, "the number is not connected here"
	}
	return desk.Draft{
		Org: org, Kind: kind, Payload: meta.WriteEntry(entry), Expires: it.Expiring, About: it.ID,
		Key: "meta/" + string(app) + "/" + it.Field + "/" + it.Key,
	}, entry.NumberID, nil
}

// number finds our number, once per body. nil = unknown, or no number at all.
func (h *Meta) number(ctx context.Context, org desk.OrgID, phoneID string, seen map[string]*desk.Number) (*desk.Number, error) {
	if phoneID == "" {
		return nil, nil //nolint:nilnil // no number is a fact here, not a failure
	}
	if n, ok := seen[phoneID]; ok {
		return n, nil
	}
	n, err := h.numbers.NumberByPhoneID(ctx, org, phoneID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		n, err = nil, nil
	}
	if err != nil {
		return nil, desk.Wrap("look up number", err)
	}
	seen[phoneID] = n
	return n, nil
}

// shownRaw is how much of an unreadable body its entry shows; the intake row
// keeps all of it.
const shownRaw = 16 << 10

func (h *Meta) unreadable(org desk.OrgID, app desk.AppID, body []byte, cause error) ([]desk.Draft, error) {
	text := string(body[:min(len(body), shownRaw)])
	if !utf8.ValidString(text) {
		text = "(not text)"
	}
	item, err := json.Marshal(text)
	if err != nil {
		return nil, desk.Wrap("encode unreadable body", err)
	}
	return []desk.Draft{{
		Org: org, Kind: desk.EntryMetaUnknown, Expires: true,
		Payload: meta.WriteEntry(desk.MetaEntry{AppID: app, Reason: cause.Error(), Item: item}),
		Key:     "meta/" + string(app) + "/body/" + bodyHash(body),
	}}, nil
}
