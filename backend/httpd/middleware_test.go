package httpd_test

import (
	"bytes"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/httpd"
)

func TestRecover_tellsNobodyWhatWasInThePanic(t *testing.T) {
	t.Parallel()
	b := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/index" {
			_ = []int{}[len(r.URL.RawQuery)]
		}
		panic("message text: my PIN is 123456")
	}))
	for _, c := range []struct{ path, logged string }{
		{"/", `"panic":"string"`},
		{"/index", "index out of range [0] with length 0"},
	} {
		res, body := b.get(t, c.path)
		if res.StatusCode != 500 || !strings.Contains(body, `"code":"internal"`) || strings.Contains(body, "PIN") {
			t.Errorf("%s answers %d %s", c.path, res.StatusCode, body)
		}
		if log := b.log.String(); !strings.Contains(log, c.logged) || strings.Contains(log, "123456") {
			t.Errorf("%s is logged as %s", c.path, log)
		}
	}
	if _, text := b.do(t, http.MethodGet, "http://"+b.InternalAddr()+"/metrics", nil); !strings.Contains(text, "parley_http_panics_total 2") {
		t.Error("the panics were not counted")
	}
}

func TestRecover_breaksAnAnswerThatHadBegun(t *testing.T) {
	t.Parallel()
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half of ")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("Flush: %v", err)
		}
		panic("boom")
	}))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+b.PublicAddr(), nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if body, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("half an answer looks whole: %q", body)
	}
}

func TestAccessLog_holdsNoPathQueryOrBody(t *testing.T) {
	t.Parallel()
	r := chi.NewRouter()
	r.Route("/media", func(r chi.Router) {
		r.Post("/{phone}", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, r.Body)
		})
	})
	b := start(t, r)
	_, body := b.do(t, http.MethodPost, "http://"+b.PublicAddr()+"/media/4915112345678?token=hunter2",
		strings.NewReader("dear desk"), "Authorization", "Bearer hunter3", "X-Request-Id", "forged")
	if body != "dear desk" {
		t.Fatalf("answer is %q", body)
	}
	log := b.log.String()
	for _, secret := range []string{"4915112345678", "hunter2", "hunter3", "dear desk", "forged"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q: %s", secret, log)
		}
	}
	for _, want := range []string{`"route":"/media/{phone}"`, `"status":200`, `"bytes":9`, `"client":"127.0.0.1"`, `"request_id":"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s: %s", want, log)
		}
	}
}

func TestSecurityHeaders_areOnEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		b := start(t, http.NotFoundHandler(), func(o *httpd.Options) { o.Secure = secure })
		res, _ := b.get(t, "/")
		for _, name := range []string{"X-Content-Type-Options", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"} {
			if res.Header.Get(name) == "" {
				t.Errorf("secure=%t: no %s", secure, name)
			}
		}
		if got := res.Header.Get("Strict-Transport-Security") != ""; got != secure {
			t.Errorf("secure=%t: HSTS sent = %t", secure, got)
		}
	}
}

// All answers share what the headers say: what a handler makes of its own stays its
// own.
func TestSecurityHeaders_aHandlerChangesItsOwnOnly(t *testing.T) {
	t.Parallel()
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/page" {
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		w.Header().Add("Cache-Control", "private")
		w.Header().Del("X-Frame-Options")
	}))
	before, _ := b.get(t, "/")
	page, _ := b.get(t, "/page")
	if page.Header.Get("Content-Security-Policy") != "default-src 'self'" || len(page.Header["Cache-Control"]) != 2 || page.Header.Get("X-Frame-Options") != "" {
		t.Errorf("the page is answered with %v", page.Header)
	}
	after, _ := b.get(t, "/")
	for _, name := range []string{"Content-Security-Policy", "Cache-Control", "X-Frame-Options"} {
		if got, want := after.Header[name], before.Header[name]; len(want) != 1 || !slices.Equal(got, want) {
			t.Errorf("after it, %s is %q, was %q", name, got, want)
		}
	}
}

func TestClientIP_believesOnlyTrustedProxies(t *testing.T) {
	t.Parallel()
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		name    string
		trusted []netip.Prefix
		forward []string
		want    string
	}{
		{"no proxy", nil, nil, "127.0.0.1"},
		{"forged without a proxy", nil, []string{"192.0.2.9"}, "127.0.0.1"},
		{"one proxy", loopback, []string{"192.0.2.9"}, "192.0.2.9"},
		{"client forged the first hop", loopback, []string{"198.51.100.1, 192.0.2.9"}, "192.0.2.9"},
		{"two proxies", loopback, []string{"198.51.100.1, 192.0.2.9, 10.1.2.3"}, "192.0.2.9"},
		{"several header lines", loopback, []string{"198.51.100.1", "192.0.2.9", "10.1.2.3"}, "192.0.2.9"},
		{"rubbish", loopback, []string{"192.0.2.9, unknown"}, "127.0.0.1"},
		{"rubbish before a proxy", loopback, []string{"<script>, 10.1.2.3"}, "10.1.2.3"},
		{"IPv6", loopback, []string{"2001:db8::1"}, "2001:db8::1"},
		{"IPv4 inside IPv6", loopback, []string{"::ffff:192.0.2.9"}, "192.0.2.9"},
		{"trusted but silent", loopback, nil, "127.0.0.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, httpd.ClientIP(r.Context()).String())
			}), func(o *httpd.Options) { o.TrustedNets = c.trusted })
			var header []string
			for _, f := range c.forward {
				header = append(header, "X-Forwarded-For", f)
			}
			header = append(header, "X-Real-Ip", "203.0.113.7", "Forwarded", "for=203.0.113.7")
			if _, got := b.get(t, "/", header...); got != c.want {
				t.Errorf("client is %s, want %s", got, c.want)
			}
		})
	}
}

func TestRateLimit_isPerClientAndAnswersTooMany(t *testing.T) {
	t.Parallel()
	b := start(t, httpd.RateLimit(2)(http.HandlerFunc(ok)), func(o *httpd.Options) {
		o.TrustedNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	})
	from := func(ip string) int {
		res, _ := b.get(t, "/", "X-Forwarded-For", ip)
		return res.StatusCode
	}
	for i, want := range []int{200, 200, 429} {
		// Addresses of one subscriber's network are one client.
		if got := from([]string{"2001:db8::1", "2001:db8::2", "2001:db8::ffff:3"}[i]); got != want {
			t.Errorf("request %d answers %d, want %d", i+1, got, want)
		}
	}
	if got := from("2001:db8:0:1::1"); got != 200 {
		t.Errorf("a neighbour is limited too: %d", got)
	}
}

func TestBody_endsAtTheLimit(t *testing.T) {
	t.Parallel()
	read := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := httpd.ReadBody(w, r, 8)
		if err != nil {
			httpd.WriteError(w, err)
			return
		}
		_, _ = w.Write(body)
	})
	for _, c := range []struct {
		name    string
		size    int
		chunked bool
		want    int
	}{
		{"at the limit", 8, false, 200},
		{"above, announced", 9, false, 413},
		{"above, not announced", 9, true, 413},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := start(t, read)
			var body io.Reader = bytes.NewReader(make([]byte, c.size))
			if c.chunked {
				body = io.MultiReader(body) // hides the length from the client
			}
			if res, text := b.do(t, http.MethodPost, "http://"+b.PublicAddr(), body); res.StatusCode != c.want {
				t.Errorf("answers %d %s, want %d", res.StatusCode, text, c.want)
			}
		})
	}
}

func TestExtendDeadlines_reachesTheConnection(t *testing.T) {
	t.Parallel()
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := httpd.ExtendDeadlines(w, 1); err != nil { // a nanosecond: the answer must miss it
			t.Errorf("ExtendDeadlines: %v", err)
		}
		ok(w, r)
	}))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+b.PublicAddr(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := b.client.Do(req); err == nil {
		_ = res.Body.Close()
		t.Error("an answer came after its deadline: the deadline was not set")
	}
}

func TestSockets_passThroughTheMiddleware(t *testing.T) {
	t.Parallel()
	upgrader := websocket.Upgrader{}
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Errorf("Upgrade: %v", err)
			return
		}
		defer func() { _ = conn.Close() }()
		kind, p, err := conn.ReadMessage()
		if err == nil {
			_ = conn.WriteMessage(kind, p)
		}
		panic("after the socket was taken over")
	}))
	conn, res, err := websocket.DefaultDialer.DialContext(t.Context(), "ws://"+b.PublicAddr()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(); _ = res.Body.Close() }()
	if err := conn.WriteMessage(websocket.TextMessage, []byte("ping")); err != nil {
		t.Fatal(err)
	}
	if _, p, err := conn.ReadMessage(); err != nil || string(p) != "ping" {
		t.Errorf("socket says %q, %v", p, err)
	}
}
