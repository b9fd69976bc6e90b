package sandbox_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/sandbox"
)

func TestControl_drivesEverything(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	do := func(method, path string, in any) obj {
		t.Helper()
		status, b := r.request(method, "/control/"+path, "", in)
		if status != 200 {
			t.Fatalf("%s: %d %v", path, status, b)
		}
		return b
	}
	added := do("POST", "customers", obj{"name": "Ines", "phone": "351912345678"})
	id := as[string](added["id"])
	msg := do("POST", "write", obj{"customerId": id, "content": obj{"text": "olá"}})
	r.until("the message", func() bool { return len(r.messages()) == 1 })
	if r.messages()[0]["id"] != msg["id"] {
		t.Errorf("message = %v", r.messages()[0])
	}
	old := do("POST", "backdate", obj{"customerId": "lena", "phoneNumberId": line, "ageSeconds": 86_395, "content": obj{"text": "late"}})
	p := do("GET", "phone/lena", nil)
	thread := as[obj](as[[]any](p["threads"])[0])
	if left := int64(as[float64](thread["windowEndsMs"])) - time.Now().UnixMilli(); left > 6000 || left < -20_000 {
		t.Errorf("%d ms are left of %v", left, old)
	}
	do("POST", "customer", obj{"id": "lena", "noAutoRead": true})
	sent := r.send("+351912345678", text("x"))
	r.settle(id, sent, "read")
	if _, b := r.request("POST", "/control/faults", "", obj{"tokenDead": true}); b["tokenDead"] != true {
		t.Errorf("faults = %v", b)
	}
	if got := do("GET", "faults", nil); got["tokenDead"] != true {
		t.Errorf("faults = %v", got)
	}
	do("POST", "faults", obj{})
	do("POST", "carrier", obj{"transport": "json", "signature": "none"})
	number := r.addNumber()
	r.askCode(number)
	c := as[string](do("GET", "code/"+number, nil)["code"])
	if len(c) != 6 {
		t.Errorf("code = %q", c)
	}
	do("POST", "expire-code", obj{"phoneNumberId": number})
	if _, b := r.graph("POST", "/"+number+"/verify_code?code="+c, nil); code(b) != 136025 {
		t.Errorf("verify: %v", b)
	}
	do("POST", "sms", obj{"to": rentedUS, "from": "Bank", "text": "hi"})
	do("POST", "review", obj{"id": "594425479261605", "status": "APPROVED"})
	do("POST", "read", obj{"customerId": id, "phoneNumberId": line})
	do("POST", "targets", obj{"Meta": r.hookBase() + "/elsewhere"})
	r.write("lena", "x")
	// An SMS of before may come after it.
	r.until("elsewhere", func() bool {
		return slices.ContainsFunc(r.got(), func(h hook) bool { return h.path == "/elsewhere" })
	})
	panel := do("GET", "panel", nil)
	if as[float64](panel["rev"]) == 0 || len(as[[]any](panel["phones"])) != 8 {
		t.Errorf("panel = %v", panel["rev"])
	}
}

func TestControl_panelWaitsForAChange(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	rev := r.s.Snapshot().Rev
	done := make(chan obj, 1) // the one answer
	go func() {
		_, b := r.request("GET", "/control/panel?since="+"999999999", "", nil)
		done <- b
	}()
	if _, b := r.request("GET", "/control/panel?since=0", "", nil); uint64(as[float64](b["rev"])) < rev {
		t.Errorf("rev = %v", b["rev"])
	}
	select {
	case <-done:
		t.Error("a panel of the future came")
	default:
	}
	if s, _ := r.request("GET", "/control/panel?since=x", "", nil); s != 400 {
		t.Errorf("since=x: %d", s)
	}
}

func TestControl_refusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for name, c := range map[string]struct {
		path string
		body any
		want int
	}{
		"not JSON":      {"write", "{", 400},
		"unknown key":   {"write", obj{"who": "lena"}, 400},
		"nobody":        {"write", obj{"customerId": "x", "content": obj{"text": "x"}}, 404},
		"nothing":       {"write", obj{"customerId": "lena"}, 400},
		"bad fault":     {"faults", obj{"failAfterSend": 7}, 400},
		"no code":       {"expire-code", obj{"phoneNumberId": line}, 404},
		"no thread":     {"read", obj{"customerId": "lena", "phoneNumberId": line}, 404},
		"no template":   {"review", obj{"id": "1", "status": "APPROVED"}, 404},
		"nameless":      {"customers", obj{}, 400},
		"fixed clock":   {"clock", obj{"aheadSeconds": 60}, 409},
		"not connected": {"write", obj{"customerId": "lena", "phoneNumberId": r.addNumber(), "content": obj{"text": "x"}}, 409},
	} {
		if s, b := r.request("POST", "/control/"+c.path, "", c.body); s != c.want || b["error"] == "" {
			t.Errorf("%s: %d %v", name, s, b)
		}
	}
}

// Time passes for everybody who goes by the world's clock, and its servers say so.
func TestControl_putsTheClockForward(t *testing.T) {
	t.Parallel()
	var r *rig
	r = newRig(t, func(c *sandbox.Config) {
		c.Forward = func(d time.Duration) error {
			r.shift.Add(int64(d))
			return nil
		}
	})
	for _, wrong := range []float64{0, -60, 4 * 24 * 3600} {
		if s, b := r.request("POST", "/control/clock", "", obj{"aheadSeconds": wrong}); s != 400 || b["error"] == "" {
			t.Errorf("by %v seconds: %d %v", wrong, s, b)
		}
	}
	if s, b := r.request("POST", "/control/clock", "", obj{"aheadSeconds": 24 * 3600}); s != 200 {
		t.Fatalf("%d %v", s, b)
	}
	resp, err := http.Get(r.url + "/graph/") //nolint:noctx // an address of the test's own
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	at, err := http.ParseTime(resp.Header.Get("Date"))
	if ahead := time.Until(at); err != nil || ahead < 23*time.Hour || ahead > 25*time.Hour {
		t.Errorf("Meta's server is %s ahead, %v", ahead, err)
	}
}

func TestControl_onlyThisComputerAndNoForeignPage(t *testing.T) {
	t.Parallel()
	h := sandbox.New(sandbox.Config{}).Handler()
	for name, c := range map[string]struct {
		from, host, origin string
		want               int
	}{
		"local":        {"127.0.0.1:5", "127.0.0.1:80", "", 200},
		"local, IPv6":  {"[::1]:5", "[::1]:80", "", 200},
		"own page":     {"127.0.0.1:5", "localhost:80", "http://localhost:34115", 200},
		"another host": {"192.0.2.7:5", "127.0.0.1:80", "", 403},
		"rebound name": {"127.0.0.1:5", "evil.example", "", 403},
		"foreign page": {"127.0.0.1:5", "127.0.0.1:80", "https://evil.example", 403},
		"null origin":  {"127.0.0.1:5", "127.0.0.1:80", "null", 403},
	} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+c.host+"/control/panel", nil)
		req.RemoteAddr, req.Host = c.from, c.host
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
}

func TestControl_mediaIsServedSafely(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	page := []byte("<html><script>alert(1)</script>")
	if _, err := r.s.Write("lena", line, sandbox.Content{Kind: sandbox.KindDocument, Data: page, MIME: "text/html"}); err != nil {
		t.Fatal(err)
	}
	p, _ := r.s.Phone("lena")
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+"/control/media/"+p.Threads[0].Messages[0].MediaID, nil)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, _ := io.ReadAll(res.Body)
	if string(raw) != string(page) || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%s %v", raw, res.Header)
	}
}
