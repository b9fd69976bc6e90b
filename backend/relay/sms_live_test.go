package relay_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

const liveNumber = "+442079460958"

// earlier is the system that a live number's SMS went to before the number was set up
// here. Each seventh of its answers is a failure.
type earlier struct {
	*httptest.Server
	mu    sync.Mutex // guards what follows
	asked int
	kept  map[string]int // texts that were answered 200, and how often
	more  chan struct{}  // capacity 1: something was kept, carries no data
}

func newEarlier(t *testing.T) *earlier {
	t.Helper()
	e := &earlier{kept: map[string]int{}, more: make(chan struct{}, 1)}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		said := q.URL.RawQuery + string(body)
		if said == "" {
			return // the carrier tries the address
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.asked++; e.asked%7 == 0 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		at := strings.Index(said, "Order-")
		if at < 0 {
			e.kept["what is no order"]++
			return
		}
		e.kept[said[at:at+len("Order-0000")]]++
		select {
		case e.more <- struct{}{}:
		default:
		}
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *earlier) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.kept)
}

// live is a team whose relay is reached through a proxy, which stays while the relay is
// stopped, and a number at the carrier whose SMS go to the earlier system.
func live(t *testing.T) (*team, *earlier) {
	t.Helper()
	var mu sync.Mutex
	var behind *url.URL
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		mu.Lock()
		to := behind
		mu.Unlock()
		if to == nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		p := httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }}
		p.ServeHTTP(w, q)
	}))
	t.Cleanup(front.Close)
	tm := newTeam(t)
	tm.tune = func(c *config.Config) { c.Public.URL = front.URL }
	tm.again = func() {
		mu.Lock()
		defer mu.Unlock()
		to, err := url.Parse(tm.relay.PublicURL())
		if err != nil {
			t.Fatal(err)
		}
		behind = to
	}
	tm.restart()
	if err := tm.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	e := newEarlier(t)
	tm.setAtCarrier("/account/settings", url.Values{"moCallBackUrl": {e.URL}})
	if err := tm.setup(wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: "vonage", APIKey: sandbox.DefaultVonageKey, APISecret: sandbox.DefaultVonageSecret,
		SignatureSecret: sandbox.DefaultSignatureSecret, SignatureMethod: "sha256",
	}, nil); err != nil {
		t.Fatal(err)
	}
	return tm, e
}

// restart stops the relay and starts it on the same directory.
func (tm *team) restart() {
	tm.t.Helper()
	tm.stop()
	tm.start()
	if tm.again != nil {
		tm.again()
	}
}

// setAtCarrier makes a call to the pretend carrier as its customer would.
func (tm *team) setAtCarrier(path string, form url.Values) string {
	tm.t.Helper()
	req, err := http.NewRequestWithContext(tm.t.Context(), http.MethodPost, tm.meta.URL+"/vonage"+path, strings.NewReader(form.Encode()))
	if err != nil {
		tm.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return tm.askCarrier(req)
}

func (tm *team) askCarrier(req *http.Request) string {
	tm.t.Helper()
	req.SetBasicAuth(sandbox.DefaultVonageKey, sandbox.DefaultVonageSecret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tm.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		tm.t.Fatalf("%s: %d %s %v", req.URL.Path, resp.StatusCode, raw, err)
	}
	return string(raw)
}

func (tm *team) numberAtCarrier() string {
	tm.t.Helper()
	req, err := http.NewRequestWithContext(tm.t.Context(), http.MethodGet, tm.meta.URL+"/vonage/account/numbers?pattern="+liveNumber[1:], nil)
	if err != nil {
		tm.t.Fatal(err)
	}
	return tm.askCarrier(req)
}

// A number that is in use for SMS is set up, discarded and set up again, while SMS go on
// coming in every transport, the relay is stopped and started in between, and the system
// behind them fails again and again. It gets each SMS, and has each once.
func TestSMSLive_noneIsLostAndNoneComesTwice(t *testing.T) {
	t.Parallel()
	tm, e := live(t)
	before := tm.numberAtCarrier()
	ways := []sandbox.Carrier{
		{Transport: sandbox.TransportGET, DelayMs: -1}, {Transport: sandbox.TransportForm, DelayMs: -1},
		{Transport: sandbox.TransportJSON, DelayMs: -1}, {Transport: sandbox.TransportMessages, DelayMs: -1},
	}
	const all = 60
	var st wire.Setup
	for i := range all {
		switch i % 30 {
		case 0:
			if err := tm.setup(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: liveNumber}, &st); err != nil {
				t.Fatal(err)
			}
			if !st.CarrierOwned || st.Said != nil || tm.numberAtCarrier() == before {
				t.Fatalf("begun: %+v, at the carrier %s", st, tm.numberAtCarrier())
			}
		case 12:
			tm.restart()
		case 25:
			if err := tm.setup(wire.CallSetupDrop.Name, wire.SetupRef{SetupID: st.ID}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := tm.world.SetCarrier(ways[i%len(ways)]); err != nil {
			t.Fatal(err)
		}
		if err := tm.world.SendSMS(liveNumber, "Shop", fmt.Sprintf("Order-%04d is paid", i)); err != nil {
			t.Fatal(err)
		}
	}
	patience := time.NewTimer(2 * time.Minute)
	defer patience.Stop()
	for e.count() < all {
		select {
		case <-e.more:
		case <-patience.C:
			t.Fatalf("%d of %d arrived", e.count(), all)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for text, n := range e.kept {
		if n != 1 {
			t.Errorf("%s arrived %d times", text, n)
		}
	}
	if len(e.kept) != all {
		t.Errorf("%d kinds of SMS arrived, want %d", len(e.kept), all)
	}
}
