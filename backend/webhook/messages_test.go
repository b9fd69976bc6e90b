package webhook_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/webhook"
)

// doors are the apps of several organizations, with what can be broken about them.
type doors struct {
	place
	keys     map[desk.AppID][]channel.AppKeys
	provider string // that keys were asked for
	shook    []desk.OrgID
	refused  []desk.OrgID // a handshake of theirs
	broken   error        // of looking keys up
	unnoted  error        // of noting a handshake
	lost     error        // of looking numbers up
}

func (d *doors) AppKeys(_ context.Context, provider string, app desk.AppID) ([]channel.AppKeys, error) {
	d.provider = provider
	return d.keys[app], d.broken
}

func (d *doors) HandshakeDone(_ context.Context, org desk.OrgID, _ desk.AppID) error {
	d.shook = append(d.shook, org)
	return d.unnoted
}

func (d *doors) HandshakeRefused(_ context.Context, org desk.OrgID, _ desk.AppID) error {
	d.refused = append(d.refused, org)
	return d.unnoted
}

func (d *doors) NumberByPhoneID(ctx context.Context, org desk.OrgID, id string) (*desk.Number, error) {
	if d.lost != nil {
		return nil, d.lost
	}
	return d.place.NumberByPhoneID(ctx, org, id)
}

// shutLedger keeps nothing.
type shutLedger struct{}

func (shutLedger) Submit(context.Context, desk.Submission) ([]desk.Outcome, error) {
	return nil, errors.New("the disk is full")
}

func newDoors() *doors {
	return &doors{keys: map[desk.AppID][]channel.AppKeys{"app1": {
		{Org: "org_1", Secrets: []string{"one"}, VerifyToken: "token-1"},
		{Org: "org_2", Secrets: []string{"two"}, VerifyToken: "token-2"},
		{Org: "org_3", Secrets: []string{"one", "zero"}, VerifyToken: "token-3"},
	}}}
}

func (d *doors) handler(to desk.Recorder, reg prometheus.Registerer) (*webhook.Messages, http.Handler) {
	h := webhook.NewMessages(meta.Webhooks{}, d, d, to, 0, time.Now, webhook.NewMetrics(reg), slog.New(slog.DiscardHandler))
	mux := http.NewServeMux()
	mux.Handle("/webhooks/meta/{app}", h)
	return h, mux
}

func asked(h http.Handler, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, http.NoBody))
	return w
}

func shake(h http.Handler, app, token string) *httptest.ResponseRecorder {
	q := url.Values{"hub.mode": {"subscribe"}, "hub.verify_token": {token}, "hub.challenge": {"1158201444"}}
	return asked(h, http.MethodGet, "/webhooks/meta/"+app+"?"+q.Encode())
}

// A handshake is noted for every organization that holds the app's secret, and for
// nobody who has only its id.
func TestHandshake_isOfWhoHoldsTheSecret(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		app, token string
		status     int
		shook      string
	}{
		"the first one's token":  {"app1", "token-1", 200, "org_1 org_3"},
		"another one's secret":   {"app1", "token-2", 200, "org_2"},
		"a token of nobody's":    {"app1", "token-9", 403, ""},
		"no token":               {"app1", "", 403, ""},
		"an app that nobody has": {"app9", "token-1", 403, ""},
	} {
		d := newDoors()
		_, h := d.handler(&paper{}, nil)
		w := shake(h, tc.app, tc.token)
		var shook []string
		for _, org := range d.shook {
			shook = append(shook, string(org))
		}
		if w.Code != tc.status || strings.Join(shook, " ") != tc.shook {
			t.Errorf("%s: %d, noted for %q", name, w.Code, shook)
		}
		if got := w.Body.String(); tc.status == 200 && got != "1158201444" || tc.status != 200 && strings.Contains(got, "1158201444") {
			t.Errorf("%s: answered %q", name, got)
		}
		if w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: a browser may run the answer: %v", name, w.Header())
		}
		if d.provider != meta.Provider {
			t.Errorf("%s: the keys of %q were asked for", name, d.provider)
		}
	}
}

// What cannot be looked up, noted or kept is answered so that the provider sends again.
func TestMessages_troubleOfOursIsAskedForAgain(t *testing.T) {
	t.Parallel()
	trouble := errors.New("no database")
	body := `{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1001"},` +
		`"messages":[{"id":"wamid.1","from":"4915112345678","timestamp":"1739321024","type":"text","text":{"body":"hi"}}]}}]}]}`
	post := func(h http.Handler) int {
		return deliver(h, strings.NewReader(body), meta.Sign("two", []byte(body)))
	}
	for name, tc := range map[string]struct {
		broke func(*doors)
		shut  bool
		ask   func(http.Handler) int
	}{
		"keys, of a handshake": {func(d *doors) { d.broken = trouble }, false, func(h http.Handler) int { return shake(h, "app1", "token-1").Code }},
		"keys, of a delivery":  {func(d *doors) { d.broken = trouble }, false, post},
		"noting a handshake":   {func(d *doors) { d.unnoted = trouble }, false, func(h http.Handler) int { return shake(h, "app1", "token-1").Code }},
		"numbers":              {func(d *doors) { d.lost = trouble }, false, post},
		"the ledger":           {func(*doors) {}, true, post},
	} {
		d := newDoors()
		tc.broke(d)
		to := &paper{}
		var ledger desk.Recorder = to
		if tc.shut {
			ledger = shutLedger{}
		}
		_, h := d.handler(ledger, nil)
		if got := tc.ask(h); got != http.StatusServiceUnavailable {
			t.Errorf("%s: answered %d", name, got)
		}
		if len(to.proposals) != 0 {
			t.Errorf("%s: something was kept", name)
		}
	}
	_, h := newDoors().handler(&paper{}, nil)
	if got := post(h); got != http.StatusOK {
		t.Errorf("nothing broken: %d", got)
	}
}

func TestMessages_otherMethodsAreNone(t *testing.T) {
	t.Parallel()
	_, h := newDoors().handler(&paper{}, nil)
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
		w := asked(h, method, "/webhooks/meta/app1")
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, POST" {
			t.Errorf("%s: %d, allows %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

// A body that cannot be taken apart is kept for one organization. When it may be for
// several, none is shown what may be another one's.
func TestMessages_anUnreadableBodyIsKeptAndNotShownToOthers(t *testing.T) {
	t.Parallel()
	for secret, want := range map[string]struct{ org, item string }{
		"two": {"org_2", `"not json at all"`},
		"one": {"org_1", `"(not shown)"`}, // two organizations hold it
	} {
		to := &paper{}
		_, h := newDoors().handler(to, nil)
		body := "not json at all"
		if got := deliver(h, strings.NewReader(body), meta.Sign(secret, []byte(body))); got != http.StatusOK || len(to.proposals) != 1 {
			t.Errorf("%s: %d, %d entries", secret, got, len(to.proposals))
			continue
		}
		p := to.proposals[0]
		if string(p.Org) != want.org || p.Kind != desk.ItemKind(meta.Provider, desk.ItemUnknown) || !p.Expires {
			t.Errorf("%s: %+v", secret, p)
		}
		e, _, ok := meta.ReadEntry(p.Payload)
		if !ok || string(e.Item) != want.item || e.Reason == "" {
			t.Errorf("%s: shown as %s, because %q", secret, e.Item, e.Reason)
		}
	}
	to := &paper{}
	_, h := newDoors().handler(to, nil)
	if got := deliver(h, strings.NewReader("\xff\xfe"), meta.Sign("two", []byte("\xff\xfe"))); got != http.StatusOK {
		t.Fatalf("what is no text: %d", got)
	}
	if e, _, ok := meta.ReadEntry(to.proposals[0].Payload); !ok || string(e.Item) != `"(not text)"` {
		t.Errorf("shown as %s", e.Item)
	}
}

// The counters name provider, answer and kind, and hold no number and no id.
func TestMetrics_countByAnswerAndKind(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	_, h := newDoors().handler(&paper{}, reg)
	shake(h, "app1", "token-1")
	shake(h, "app1", "wrong")
	deliver(h, strings.NewReader("x"), "")
	deliver(h, strings.NewReader("x"), meta.Sign("two", []byte("x")))
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			labels := []string{f.GetName()}
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetValue())
			}
			got[strings.Join(labels, " ")] = m.GetCounter().GetValue()
		}
	}
	want := map[string]float64{
		"parley_webhook_bodies_total forbidden meta": 1, "parley_webhook_bodies_total handshake meta": 1,
		"parley_webhook_bodies_total kept meta": 1, "parley_webhook_bodies_total signature meta": 1,
		"parley_webhook_items_total meta.unknown meta": 1,
	}
	if !maps.Equal(got, want) {
		t.Errorf("counted %v", got)
	}
}

// manyCarriers has an account of each organization, with its signature.
type manyCarriers struct {
	carrier string // that was asked for
	broken  error
	proven  []desk.OrgID
	refuses error
}

func (m *manyCarriers) CarrierKeys(_ context.Context, carrier string) ([]channel.CarrierKeys, error) {
	m.carrier = carrier
	return []channel.CarrierKeys{
		{Org: "org_1", Method: string(vonage.MethodSHA256), Secrets: []desk.Secret{"one"}},
		{Org: "org_2", Method: string(vonage.MethodSHA256), Secrets: []desk.Secret{"two", "one"}},
	}, m.broken
}

func (m *manyCarriers) TakeSMS(_ context.Context, proven []desk.OrgID, _ channel.SMS) error {
	m.proven = append(m.proven, proven...)
	return m.refuses
}

func (m *manyCarriers) TakeReceipt(context.Context, []desk.OrgID, string, channel.Item) error {
	return m.refuses
}

// An SMS is proven to each organization whose keys signed it, and to no other; trouble
// with taking it has it sent again.
func TestSMS_isProvenToEachThatHoldsTheKey(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		secret desk.Secret
		with   manyCarriers
		status int
		proven int
	}{
		"a key of both":            {"one", manyCarriers{}, 200, 2},
		"a key of one":             {"two", manyCarriers{}, 200, 1},
		"a key of nobody's":        {"three", manyCarriers{}, 401, 0},
		"keys that cannot be read": {"one", manyCarriers{broken: errors.New("no database")}, 503, 0},
		"an SMS that is not kept":  {"one", manyCarriers{refuses: errors.New("the disk is full")}, 503, 2},
	} {
		p := vonage.Params{"messageId": "1", "msisdn": "4915112345678", "to": "493023125014", "text": "hi", "timestamp": strconv.FormatInt(now.Unix(), 10)}
		q := url.Values{}
		for k, v := range p {
			q.Set(k, v)
		}
		q.Set("sig", vonage.Sign(vonage.MethodSHA256, tc.secret, p))
		with := tc.with
		h := webhook.NewSMS(vonage.Webhooks{}, &with, &with, func() time.Time { return now }, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
		if w := asked(h, http.MethodGet, "/webhooks/vonage/sms?"+q.Encode()); w.Code != tc.status || len(with.proven) != tc.proven {
			t.Errorf("%s: %d, proven to %v", name, w.Code, with.proven)
		}
		if with.carrier != vonage.Provider {
			t.Errorf("%s: the keys of %q were asked for", name, with.carrier)
		}
	}
}
