package webhook_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/webhook"
)

const (
	testOrg    = desk.OrgID("org_1")
	testSecret = "an app secret"
)

func notThere() error { return &desk.Error{Code: desk.CodeNotFound, Op: "look up"} }

// place is an organization with one app, and what is connected there.
type place struct{ desktest.Rows }

func (place) AppKeys(_ context.Context, _ string, app desk.AppID) ([]channel.AppKeys, error) {
	if app != "app1" {
		return nil, nil
	}
	return []channel.AppKeys{{Org: testOrg, Secrets: []string{testSecret}}}, nil
}

func (place) HandshakeDone(context.Context, desk.OrgID, desk.AppID) error    { return nil }
func (place) HandshakeRefused(context.Context, desk.OrgID, desk.AppID) error { return nil }

func (p place) NumberByPhoneID(_ context.Context, _ desk.OrgID, id string) (*desk.Number, error) {
	for _, r := range p.Rows {
		if n, ok := r.(*desk.Number); ok && n.PhoneID == id {
			return n, nil
		}
	}
	return nil, notThere()
}

// paper is a ledger that remembers the proposals.
type paper struct{ proposals []desk.Proposal }

func (p *paper) Submit(_ context.Context, s desk.Submission) ([]desk.Outcome, error) {
	p.proposals = append(p.proposals, s.Proposals...)
	return make([]desk.Outcome, len(s.Proposals)), nil
}

func metaHandler(p place, to *paper, most int64) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/webhooks/meta/{app}", webhook.NewMessages(meta.Webhooks{}, p, p, to, most, time.Now, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler)))
	return mux
}

func deliver(h http.Handler, body io.Reader, signature string) int {
	req := httptest.NewRequest(http.MethodPost, "/webhooks/meta/app1", body)
	req.Header.Set(meta.SignatureHeader, signature)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Code
}

// plain hides a reader's length, as a chunked request does.
type plain struct{ io.Reader }

func TestMeta_bodiesUpToTheLimit_andNoByteMore(t *testing.T) {
	t.Parallel()
	for _, most := range []int64{0, 5 << 20} {
		limit := most
		if limit == 0 {
			limit = webhook.MaxBody
		}
		for _, c := range []struct {
			size int64
			want int
		}{{0, 200}, {1, 200}, {64 << 10, 200}, {64<<10 + 1, 200}, {limit, 200}, {limit + 1, 413}} {
			body := strings.Repeat("x", int(c.size))
			for name, r := range map[string]io.Reader{"announced": strings.NewReader(body), "chunked": plain{strings.NewReader(body)}} {
				to := &paper{}
				if got := deliver(metaHandler(place{}, to, most), r, meta.Sign(testSecret, []byte(body))); got != c.want {
					t.Errorf("%d of %d bytes, %s: %d, want %d", c.size, limit, name, got, c.want)
				}
				if (len(to.proposals) == 1) != (c.want == 200) {
					t.Errorf("%d of %d bytes, %s: %d entries", c.size, limit, name, len(to.proposals))
				}
			}
		}
	}
}

func TestMeta_aBodyThatBreaksOff_isNoTooLargeOne(t *testing.T) {
	t.Parallel()
	broken := io.MultiReader(strings.NewReader("half"), failing{})
	if got := deliver(metaHandler(place{}, &paper{}, 0), broken, ""); got != http.StatusBadRequest {
		t.Errorf("answered %d, want 400", got)
	}
	v := webhook.NewSMS(vonage.Webhooks{}, noCarrier{}, noCarrier{}, time.Now, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
	for want, body := range map[int]io.Reader{
		http.StatusBadRequest:            io.MultiReader(strings.NewReader("half"), failing{}),
		http.StatusRequestEntityTooLarge: strings.NewReader(strings.Repeat("x", vonage.MaxBody+1)),
	} {
		w := httptest.NewRecorder()
		v.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/webhooks/vonage/sms", body))
		if w.Code != want {
			t.Errorf("vonage answered %d, want %d", w.Code, want)
		}
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type noCarrier struct{}

func (noCarrier) CarrierKeys(context.Context, string) ([]channel.CarrierKeys, error) { return nil, nil }

func (noCarrier) TakeSMS(context.Context, []desk.OrgID, channel.SMS) error { return nil }

func (noCarrier) TakeReceipt(context.Context, []desk.OrgID, string, channel.Item) error { return nil }

// TestMeta_unprovenBodies_takeBoundedMemory guards against a thousand
// connections that send four megabytes each and prove nothing. Small bodies,
// which almost all of Meta's are, still get through.
func TestMeta_unprovenBodies_takeBoundedMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := metaHandler(place{}, &paper{}, 0)
		const held = 40
		answers := make(chan int, held)
		end := make(chan struct{})
		for range held {
			go func() {
				answers <- deliver(h, plain{io.MultiReader(strings.NewReader(strings.Repeat("x", webhook.MaxBody-1)), until{end})}, "")
			}()
			// One after the other: those that grow at the same time get in each
			// other's way, and how many are turned away then depends on the scheduler.
			synctest.Wait()
		}
		if n := len(answers); n != held-32 {
			t.Errorf("%d of %d were turned away while 32 can be held", n, held)
		}
		for range len(answers) {
			if got := <-answers; got != http.StatusServiceUnavailable {
				t.Errorf("turned away with %d, want 503", got)
			}
		}
		if got := deliver(h, plain{strings.NewReader("small")}, meta.Sign(testSecret, []byte("small"))); got != http.StatusOK {
			t.Errorf("a small one meanwhile: %d", got)
		}
		close(end)
		synctest.Wait()
		large := strings.Repeat("x", webhook.MaxBody)
		for i := range 34 { // all room came back, and stays
			if got := deliver(h, strings.NewReader(large), meta.Sign(testSecret, []byte(large))); got != http.StatusOK {
				t.Fatalf("large one %d afterwards: %d", i, got)
			}
		}
	})
}

// until blocks, then ends.
type until struct{ end chan struct{} }

func (u until) Read([]byte) (int, error) {
	<-u.end
	return 0, io.EOF
}

// TestMeta_anAppVouchesForItsOwnOnly guards against one app's secret changing
// what another app's accounts and numbers look like: such news names accounts
// and numbers in other ways than by Meta's id of the number.
func TestMeta_anAppVouchesForItsOwnOnly(t *testing.T) {
	t.Parallel()
	here := place{desktest.Rows{
		&desk.Waba{ID: "10", AppID: "app1"}, &desk.Waba{ID: "20", AppID: "app2"},
		&desk.Number{ID: "num_1", AppID: "app1", PhoneID: "1001", Phone: "+4930111"},
		&desk.Number{ID: "num_2", AppID: "app2", PhoneID: "2002", Phone: "+4930222"},
		&desk.Number{ID: "num_3", AppID: "app2", PhoneID: "3003", Phone: "+4930333", Deleted: true},
	}}
	name := `{"display_phone_number":%q,"decision":"APPROVED","requested_verified_name":"X"}`
	for what, c := range map[string]struct {
		waba, field, value string
		foreign            bool
	}{
		"own account":              {"10", "account_update", `{"event":"ACCOUNT_DELETED"}`, false},
		"other's account":          {"20", "account_update", `{"event":"ACCOUNT_DELETED"}`, true},
		"unknown account":          {"30", "account_update", `{"event":"ACCOUNT_DELETED"}`, false},
		"other's, named inside":    {"99", "account_update", `{"event":"PARTNER_REMOVED","waba_info":{"waba_id":"20"}}`, true},
		"other's template":         {"20", "message_template_status_update", `{"event":"PAUSED","message_template_id":1,"message_template_name":"a","message_template_language":"en","reason":"NONE"}`, true},
		"own number by digits":     {"10", "phone_number_name_update", fmt.Sprintf(name, "+49 30 111"), false},
		"other's number by digits": {"10", "phone_number_name_update", fmt.Sprintf(name, "4930222"), true},
		"a deleted number":         {"10", "phone_number_name_update", fmt.Sprintf(name, "4930333"), false},
	} {
		body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"time":1763700000,"changes":[{"field":%q,"value":%s}]}]}`, c.waba, c.field, c.value)
		to := &paper{}
		if got := deliver(metaHandler(here, to, 0), strings.NewReader(body), meta.Sign(testSecret, []byte(body))); got != http.StatusOK {
			t.Fatalf("%s: %d", what, got)
		}
		want := desk.EntryMetaEvent
		if c.foreign {
			want = desk.EntryMetaUnknown
		}
		if len(to.proposals) != 1 || to.proposals[0].Kind != want {
			t.Errorf("%s became %+v, want one %s", what, to.proposals, want)
		}
	}
}

// kept is a ledger that notes whatever it is asked to keep.
type kept struct{ all []string }

func (k *kept) Submit(_ context.Context, s desk.Submission) ([]desk.Outcome, error) {
	k.all = append(k.all, string(s.Intake.Body))
	for _, d := range s.Proposals {
		k.all = append(k.all, string(d.Payload))
	}
	return make([]desk.Outcome, len(s.Proposals)), nil
}

// Rule 12: a code that comes as a WhatsApp message is nowhere in what is kept,
// wherever in the message it stands.
func TestRule12_aCodeInAMessageIsNotKept(t *testing.T) {
	t.Parallel()
	here := place{desktest.Rows{&desk.Number{ID: "num_1", AppID: "app1", PhoneID: "1001"}}}
	text := "482913 is your Instagram code. Don't share it."
	for _, content := range []string{
		`"type":"text","text":{"body":"` + text + `"}`,
		`"text":{"body":"` + text + `"}`,
		`"type":"image","image":{"id":"7","caption":"` + text + `"}`,
		`"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"1","title":"` + text + `"}}`,
		`"type":"hologram","hologram":{"deep":[{"words":"` + text + `"}]}`,
		`"type":"text","text":{"body":"48\u0032913 is your Instagram code. Don't share it."}`,
	} {
		body := `{"object":"whatsapp_business_account","entry":[{"id":"10","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1001"},` +
			`"messages":[{"from":"447710173736","id":"wamid.1","timestamp":"1795839434",` + content + `}]}}]}]}`
		to := &kept{}
		mux := http.NewServeMux()
		mux.Handle("/webhooks/meta/{app}", webhook.NewMessages(meta.Webhooks{}, here, here, to, 0, time.Now, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler)))
		if got := deliver(mux, strings.NewReader(body), meta.Sign(testSecret, []byte(body))); got != http.StatusOK {
			t.Fatalf("%s: %d", content, got)
		}
		if len(to.all) != 2 {
			t.Fatalf("%s: kept %q", content, to.all)
		}
		for _, k := range to.all {
			if strings.Contains(k, "482913") || strings.Contains(k, `48\u0032913`) || !strings.Contains(k, "Instagram code") {
				t.Errorf("%s: kept %s", content, k)
			}
		}
	}
}
