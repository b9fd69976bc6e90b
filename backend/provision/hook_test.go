package provision_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	lineURL = "https://relay.example/webhooks/line/sms"
	shop    = "https://shop.example/sms?key=1" // where SMS went before
)

// line is a carrier with one number. Its calls can be made to fail.
type line struct {
	mu      sync.Mutex // guards what follows
	own     string     // the number's own address
	account string
	calls   int
	fails   func(op string) error // before it is done
	lost    func(op string) error // done, and the answer is lost
	later   bool                  // a redirect is not done yet, and its answer is lost
	waiting func()                // does it
	gone    bool                  // the number is not rented any more
}

func (l *line) do(op string, f func()) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	if l.fails != nil {
		if err := l.fails(op); err != nil {
			return err
		}
	}
	f()
	if l.lost != nil {
		return l.lost(op)
	}
	return nil
}

func (l *line) Numbers(context.Context) (out []channel.CarrierNumber, err error) {
	err = l.do("list", func() {
		if !l.gone {
			out = []channel.CarrierNumber{{E164: gb, Country: "GB", SMS: true, SMSURL: l.own}}
		}
	})
	return out, err
}

func (l *line) WhereSMS(_ context.Context, n channel.CarrierNumber) (at string, err error) {
	err = l.do("where", func() { at = cmp.Or(n.SMSURL, l.account) })
	return at, err
}

func (l *line) RedirectSMS(_ context.Context, _ channel.CarrierNumber, address string) error {
	return l.do("redirect", func() {
		if l.waiting = func() { l.own = address }; !l.later {
			l.waiting()
		}
	})
}

func (l *line) change(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

func (l *line) address() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.own
}

var errAway = desk.Refuse(desk.CodeUnavailable, "carrier", desk.Params{desk.ParamContext: "unreachable"})

// at gives a service's configuration with this carrier, reached at an address of ours.
func (l *line) at(r *rig, ours string) provision.Config {
	cfg := r.config()
	cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: l, Name: "line", SMSURL: ours}}}
	return cfg
}

func withLine(t *testing.T, l *line) *rig {
	t.Helper()
	r := newRig(t)
	r.start(l.at(r, lineURL))
	return r
}

func (r *rig) begin() wire.Setup {
	r.t.Helper()
	return must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
}

func (r *rig) tend() {
	r.t.Helper()
	if err := r.s.Load().TendHooks(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) end(st wire.Setup, how string) {
	r.t.Helper()
	must[struct{}](r, r.maria, how, wire.SetupRef{SetupID: st.ID})
	r.tend()
}

func (r *rig) owed() []wire.OwedAddress {
	r.t.Helper()
	return must[wire.Setups](r, r.maria, wire.CallSetups.Name, wire.None{}).Owed
}

// A number whose SMS go somewhere is accepted. Its SMS come here until the set-up or
// its lease ends, however it does; then everything is as it was.
func TestSMSAddress_isTakenOverAndPutBack(t *testing.T) {
	t.Parallel()
	ends := map[string]func(r *rig, st wire.Setup){
		"left":      func(r *rig, st wire.Setup) { r.end(st, wire.CallSetupLeave.Name) },
		"discarded": func(r *rig, st wire.Setup) { r.end(st, wire.CallSetupDrop.Name) },
		"ran out": func(r *rig, _ wire.Setup) {
			r.clock.pass(10*time.Minute + time.Second)
			r.tend()
		},
	}
	for name, before := range map[string]struct{ own, account string }{
		"its own address": {shop, "https://account.example"}, "the account's": {"", shop}, "none": {"", ""},
	} {
		for how, end := range ends {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				l := &line{own: before.own, account: before.account}
				r := withLine(t, l)
				st := r.begin()
				if l.address() != lineURL || !st.CarrierOwned || st.Said != nil {
					t.Errorf("begun: at %q, owned %v, %s", l.address(), st.CarrierOwned, troubleOf(st.Said))
				}
				r.tend()
				if l.address() != lineURL {
					t.Errorf("while it is needed: %q", l.address())
				}
				end(r, st)
				if got := l.address(); got != before.own {
					t.Errorf("afterwards: %q, want %q", got, before.own)
				}
				if owed := r.owed(); len(owed) != 0 {
					t.Errorf("owed: %+v", owed)
				}
			})
		}
	}
}

// A verified number gets no code any more: its SMS go where they went while the rest
// is still being typed. All of it at a pretend Vonage, which checks each address.
func TestSMSAddress_isPutBackAtVonageOnceVerified(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	before := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(before.Close)
	r.setAtVonage("/account/settings", url.Values{"moCallBackUrl": {before.URL + "/account"}})
	r.setAtVonage("/number/update", url.Values{
		"country": {"GB"}, "msisdn": {strings.TrimPrefix(gb, "+")}, "moHttpUrl": {before.URL + "/own"}, "voiceCallbackType": {"tel"}, "voiceCallbackValue": {"4930123"},
	})
	was := r.atVonage()
	st := r.begin()
	if got := r.atVonage(); !strings.Contains(got, r.relay.URL+"/webhooks/vonage/sms") || !strings.Contains(got, "4930123") || !st.CarrierOwned {
		t.Errorf("begun: %s, owned %v", got, st.CarrierOwned)
	}
	st = r.verified(gb)
	r.tend()
	if got := r.atVonage(); got != was || st.Step != wire.StepSettings {
		t.Errorf("verified: %s, want %s", got, was)
	}
	r.setAtVonage("/number/update", url.Values{"country": {"GB"}, "msisdn": {strings.TrimPrefix(gb, "+")}})
	was = r.atVonage()
	r.end(st, wire.CallSetupDrop.Name)
	r.begin()
	if got := r.atVonage(); !strings.Contains(got, r.relay.URL) {
		t.Errorf("the number has no address, and the account's is not ours: %s", got)
	}
	r.clock.pass(11 * time.Minute)
	r.tend()
	if got := r.atVonage(); got != was {
		t.Errorf("afterwards: %s, want %s", got, was)
	}
}

// setAtVonage changes something at the pretend carrier as its customer would.
func (r *rig) setAtVonage(path string, form url.Values) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.vonage.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got := r.askVonage(req); strings.Contains(got, `"420"`) {
		r.t.Fatalf("%s: %s", path, got)
	}
}

// atVonage gives what is set for the number.
func (r *rig) atVonage() string {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.vonage.URL+"/account/numbers?pattern="+strings.TrimPrefix(gb, "+"), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.askVonage(req)
}

// An account whose own address is ours sends the SMS here as it is: nothing is changed.
func TestSMSAddress_ofTheAccountIsOurs_changesNothing(t *testing.T) {
	t.Parallel()
	l := &line{account: lineURL, fails: func(op string) error {
		if op == "redirect" {
			t.Error("changed")
		}
		return nil
	}}
	r := withLine(t, l)
	if st := r.begin(); !st.CarrierOwned || st.Said != nil {
		t.Errorf("owned %v, %s", st.CarrierOwned, troubleOf(st.Said))
	}
	// A number that somebody turned to this relay for good stays so.
	l.change(func() { l.own = lineURL })
	st := r.begin()
	r.end(st, wire.CallSetupDrop.Name)
	if l.address() != lineURL {
		t.Errorf("put back to %q, though nobody here had set it", l.address())
	}
}

// Whoever changes the address meanwhile wants it so.
func TestSMSAddress_changedMeanwhile_isLeftAlone(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withLine(t, l)
	st := r.begin()
	l.change(func() { l.own = "https://new.example" })
	r.end(st, wire.CallSetupDrop.Name)
	if l.address() != "https://new.example" || len(r.owed()) != 0 {
		t.Errorf("now %q, owed %+v", l.address(), r.owed())
	}
	l.change(func() { l.own = shop })
	st = r.begin()
	l.change(func() { l.gone = true })
	r.end(st, wire.CallSetupDrop.Name)
	if len(r.owed()) != 0 {
		t.Error("owed for a number that is not rented any more")
	}
}

// Nobody waits for a carrier that does not answer: the set-up ends at once, the list
// says what is owed, and it is tried again, later each time, after a restart too.
func TestSMSAddress_carrierIsAway_isTriedUntilItWorks(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withLine(t, l)
	st := r.begin()
	l.change(func() { l.fails = func(string) error { return errAway } })
	r.end(st, wire.CallSetupDrop.Name)
	since := r.clock.now().UnixMilli()
	want := wire.OwedAddress{Phone: gb, Display: "+44 20 7946 0958", Carrier: "line", Since: since}
	if owed := r.owed(); len(owed) != 1 || owed[0] != want {
		t.Fatalf("owed: %+v, want %+v", owed, want)
	}
	l.change(func() { l.calls = 0 })
	r.tend()
	if l.calls != 0 {
		t.Error("tried again at once")
	}
	for range 20 {
		r.clock.pass(10 * time.Minute)
		r.tend()
	}
	if l.calls != 20 {
		t.Errorf("tried %d times in 200 minutes, want once each ten minutes", l.calls)
	}
	r.start(l.at(r, lineURL)) // the relay is started anew
	l.change(func() { l.fails = nil })
	r.clock.pass(10 * time.Minute)
	r.tend()
	if l.address() != shop || len(r.owed()) != 0 {
		t.Errorf("afterwards %q, owed %+v", l.address(), r.owed())
	}
	if strings.Contains(r.log.String(), "shop.example") || strings.Contains(r.log.String(), strings.TrimPrefix(gb, "+")) {
		t.Error("the log names the number or the address")
	}
}

// An unlinked account can be linked again; until then nothing can be done.
func TestSMSAddress_accountIsUnlinked_waits(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withLine(t, l)
	st := r.begin()
	cfg := l.at(r, lineURL)
	cfg.Accounts = linkedAt{Accounts: cfg.Accounts}
	r.start(cfg)
	r.end(st, wire.CallSetupDrop.Name)
	if len(r.owed()) != 1 {
		t.Error("nothing is owed")
	}
	r.start(l.at(r, lineURL))
	r.clock.pass(time.Hour)
	r.tend()
	if l.address() != shop {
		t.Errorf("afterwards: %q", l.address())
	}
}

// A set-up that begins while an earlier one's address is still owed goes on with it,
// and what is put back is what was there before both.
func TestSMSAddress_begunAgainWhileOwed_keepsTheFirst(t *testing.T) {
	t.Parallel()
	for name, ours := range map[string]string{"at the same address": lineURL, "the relay has another by now": "https://moved.example/webhooks/line/sms"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &line{account: shop}
			r := withLine(t, l)
			st := r.begin()
			l.change(func() {
				l.fails = func(op string) error {
					if op == "redirect" {
						return errAway
					}
					return nil
				}
			})
			r.end(st, wire.CallSetupDrop.Name)
			l.change(func() { l.fails = nil })
			r.start(l.at(r, ours))
			st = r.begin()
			r.clock.pass(time.Minute)
			r.tend()
			if l.address() != ours || !st.CarrierOwned || len(r.owed()) != 0 {
				t.Errorf("begun again: %q, owned %v, owed %+v", l.address(), st.CarrierOwned, r.owed())
			}
			r.end(st, wire.CallSetupLeave.Name)
			if l.address() != "" {
				t.Errorf("afterwards: %q", l.address())
			}
		})
	}
}

// A carrier may do what it was asked though its answer was lost, even a little later.
func TestSMSAddress_answerIsLost_isPutBackAllTheSame(t *testing.T) {
	t.Parallel()
	for name, later := range map[string]bool{"done at once": false, "done later": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &line{own: shop, later: later}
			l.lost = func(op string) error {
				if op == "redirect" {
					return errAway
				}
				return nil
			}
			r := withLine(t, l)
			st := r.begin()
			if st.CarrierOwned || !strings.Contains(troubleOf(st.Said), "type the code by hand") {
				t.Errorf("owned %v, %s", st.CarrierOwned, troubleOf(st.Said))
			}
			r.tend()
			l.change(func() { l.lost = nil })
			if later {
				l.change(l.waiting)
				l.change(func() { l.later = false })
			}
			r.clock.pass(2 * time.Minute)
			r.tend()
			if l.address() != shop {
				t.Errorf("afterwards: %q", l.address())
			}
		})
	}
}

// Where others' SMS went has to be known before anything is changed.
func TestSMSAddress_carrierDoesNotSayWhere_changesNothing(t *testing.T) {
	t.Parallel()
	l := &line{account: shop, fails: func(op string) error {
		if op == "where" {
			return errAway
		}
		return nil
	}}
	r := withLine(t, l)
	st := r.begin()
	if st.CarrierOwned || l.address() != "" || !strings.Contains(troubleOf(st.Said), "type the code by hand") {
		t.Errorf("at %q, owned %v, %s", l.address(), st.CarrierOwned, troubleOf(st.Said))
	}
}

// A wizard that slept longer than its lease catches codes again when it wakes.
func TestSMSAddress_leaseBeginsAnew_isTakenOverAgain(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withLine(t, l)
	st := r.begin()
	r.clock.pass(time.Hour)
	r.tend()
	if l.address() != shop {
		t.Fatalf("ran out: %q", l.address())
	}
	st = must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
	if l.address() != lineURL || !st.CarrierOwned {
		t.Errorf("renewed: %q, owned %v", l.address(), st.CarrierOwned)
	}
	l.change(func() { l.calls = 0 })
	must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
	if l.calls != 0 {
		t.Error("a lease that goes on asks the carrier each time")
	}
}

// The relay is killed at each thing that it does, before it and after it. Whatever it
// had come to, the address is in the end what it was.
func TestSMSAddress_relayIsKilledAnywhere(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			l := &line{own: shop}
			r := withLine(t, l)
			m := &mortal{after: after, left: n, dead: make(chan struct{})}
			cfg := l.at(r, lineURL)
			cfg.Store = mortalStore{cfg.Store, m}
			cfg.Accounts = linkedAt{Accounts: cfg.Accounts, carriers: []channel.LinkedCarrier{{Carrier: mortalLine{l, m}, Name: "line", SMSURL: lineURL}}}
			r.start(cfg)
			if st, err := call[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb}); err == nil {
				_, _ = call[struct{}](r, r.maria, wire.CallSetupLeave.Name, wire.SetupRef{SetupID: st.ID})
				_ = r.s.Load().TendHooks(t.Context())
			}
			died := m.isDead()
			r.start(l.at(r, lineURL))
			r.clock.pass(11 * time.Minute) // whatever lease there was
			r.tend()
			if got := l.address(); got != shop {
				t.Errorf("killed at effect %d (after %v): the address is %q", n, after, got)
			}
			if !died {
				if n < 10 {
					t.Errorf("only %d effects: the test misses some", n)
				}
				break
			}
		}
	}
}

// mortalLine dies with its service: see mortal.
type mortalLine struct {
	*line
	m *mortal
}

func (l mortalLine) Numbers(ctx context.Context) (out []channel.CarrierNumber, err error) {
	err = l.m.effect(func() error { out, err = l.line.Numbers(ctx); return err })
	return out, err
}

func (l mortalLine) WhereSMS(ctx context.Context, n channel.CarrierNumber) (at string, err error) {
	err = l.m.effect(func() error { at, err = l.line.WhereSMS(ctx, n); return err })
	return at, err
}

func (l mortalLine) RedirectSMS(ctx context.Context, n channel.CarrierNumber, address string) error {
	return l.m.effect(func() error { return l.line.RedirectSMS(ctx, n, address) })
}

// A set-up of a build that noted it in the set-up itself: it had filled an empty address.
func TestSMSAddress_ofAnEarlierBuild_isPutBack(t *testing.T) {
	t.Parallel()
	l := &line{}
	r := withLine(t, l)
	now := r.clock.now().UnixMilli()
	doc, err := json.Marshal(map[string]any{
		"id": "set_old", "phone": gb, "step": "verify", "holder": r.maria.ID, "leaseSince": now, "leaseUntil": now + 60_000, "hookSet": true, "carrierCountry": "GB",
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.db.CreateSetup(t.Context(), org, "set_old", gb, doc, now); err != nil {
		t.Fatal(err)
	}
	l.change(func() { l.own = lineURL })
	r.start(l.at(r, lineURL))
	r.tend()
	if l.address() != lineURL {
		t.Errorf("while it is needed: %q", l.address())
	}
	r.clock.pass(2 * time.Minute)
	r.tend()
	if l.address() != "" {
		t.Errorf("afterwards: %q", l.address())
	}
}

// What is remembered for SMS that come late is forgotten after the carrier's own time.
func TestSMSAddress_isForgottenAfterADay(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withLine(t, l)
	r.end(r.begin(), wire.CallSetupDrop.Name)
	for _, step := range []struct {
		pass time.Duration
		want int
	}{{24 * time.Hour, 1}, {2 * time.Hour, 0}} {
		r.clock.pass(step.pass)
		r.tend()
		if docs, err := r.db.SMSHooks(t.Context()); err != nil || len(docs) != step.want {
			t.Errorf("%v later: %d kept, %v; want %d", step.pass, len(docs), err, step.want)
		}
	}
}

// What one organization owes is not told in another.
func TestSMSAddress_owedIsTheOrganizationsOwn(t *testing.T) {
	t.Parallel()
	l := &line{own: shop}
	r := withLine(t, l)
	st := r.begin()
	l.change(func() { l.fails = func(string) error { return errAway } })
	r.end(st, wire.CallSetupDrop.Name)
	c := provision.Caller{Org: "org_other", User: r.maria}
	other, err := callAs[wire.Setups](r, c, wire.CallSetups.Name, []byte(`{}`))
	if err != nil || len(other.Owed) != 0 {
		t.Errorf("in another organization: %+v, %v", other.Owed, err)
	}
	if got := fmt.Sprint(len(r.owed())); got != "1" {
		t.Errorf("in its own: %s", got)
	}
}
