package httpd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
	"github.com/parleydesk/parley/backend/words"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// patience is when a test gives up; it is never waited for when things work.
const patience = time.Minute

// bundle is a running server and what a test looks at.
type bundle struct {
	*httpd.Server
	log    *lines
	client *http.Client
}

// lines is a log that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func options(h http.Handler, log io.Writer) httpd.Options {
	return httpd.Options{
		PublicAddr: "127.0.0.1:0", InternalAddr: "127.0.0.1:0",
		Public: h, Registry: prometheus.NewRegistry(),
		Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

// start runs a server around h until the test ends.
func start(t *testing.T, h http.Handler, change ...func(*httpd.Options)) bundle {
	t.Helper()
	log := &lines{}
	opts := options(h, log)
	for _, f := range change {
		f(&opts)
	}
	s, err := httpd.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Stop(ctx); err != nil {
			t.Errorf("Stop: %v", err)
		}
	})
	return bundle{s, log, &http.Client{Transport: transport, Timeout: patience}}
}

// get asks the public listener; the body has been read.
func (b bundle) get(t *testing.T, path string, header ...string) (*http.Response, string) {
	t.Helper()
	return b.do(t, http.MethodGet, "http://"+b.PublicAddr()+path, nil, header...)
}

func (b bundle) do(t *testing.T, method, url string, body io.Reader, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	res, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }

func TestServer_publicAndInternalAreApart(t *testing.T) {
	t.Parallel()
	b := start(t, http.NotFoundHandler())
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if res, _ := b.get(t, path); res.StatusCode != http.StatusNotFound {
			t.Errorf("public %s answers %d, want 404", path, res.StatusCode)
		}
		if res, _ := b.do(t, http.MethodGet, "http://"+b.InternalAddr()+path, nil); res.StatusCode != http.StatusOK {
			t.Errorf("internal %s answers %d, want 200", path, res.StatusCode)
		}
	}
	if res, _ := b.do(t, http.MethodPost, "http://"+b.InternalAddr()+"/healthz", nil); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST /healthz answers %d, want 405", res.StatusCode)
	}
}

func TestReadyz_namesWhatFails(t *testing.T) {
	t.Parallel()
	b := start(t, http.HandlerFunc(ok))
	failure := errors.New("disk /srv/secret is full")
	var mu sync.Mutex
	storeErr := failure
	b.Ready("hub", func(context.Context) error { return nil })
	b.Ready("store", func(context.Context) error { return errors.New("replaced, so never asked") })
	b.Ready("store", func(context.Context) error { mu.Lock(); defer mu.Unlock(); return storeErr })

	url := "http://" + b.InternalAddr() + "/readyz"
	res, body := b.do(t, http.MethodGet, url, nil)
	if want := `{"ready":false,"checks":{"hub":"ok","store":"internal"}}`; res.StatusCode != 503 || body != want {
		t.Errorf("failing: %d %s, want 503 %s", res.StatusCode, body, want)
	}
	if !strings.Contains(b.log.String(), failure.Error()) {
		t.Error("the cause is not in the log")
	}
	mu.Lock()
	storeErr = nil
	mu.Unlock()
	if res, body := b.do(t, http.MethodGet, url, nil); res.StatusCode != 200 || !strings.Contains(body, `"ready":true`) {
		t.Errorf("repaired: %d %s, want 200", res.StatusCode, body)
	}
	b.Drain()
	if res, body := b.do(t, http.MethodGet, url, nil); res.StatusCode != 503 || !strings.Contains(body, `"server":"stopping"`) {
		t.Errorf("draining: %d %s, want 503", res.StatusCode, body)
	}
}

func TestReadyz_givesUpOnACheckThatHangs(t *testing.T) {
	t.Parallel()
	b := start(t, http.HandlerFunc(ok))
	b.Ready("slow", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	if res, _ := b.do(t, http.MethodGet, "http://"+b.InternalAddr()+"/readyz", nil); res.StatusCode != 503 {
		t.Errorf("answers %d, want 503", res.StatusCode)
	}
}

func TestListen_bindsBothOrNone(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	freeAddr := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	opts := options(http.HandlerFunc(ok), io.Discard)
	opts.PublicAddr, opts.InternalAddr = freeAddr, taken.Addr().String()
	s, err := httpd.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Start(t.Context())
	if desk.CodeOf(err) != desk.CodeUnavailable || !strings.Contains(words.Of(err), taken.Addr().String()) {
		t.Fatalf("Start = %v, want unavailable that names the address", err)
	}
	again, err := net.Listen("tcp", freeAddr)
	if err != nil {
		t.Fatalf("the public address is still bound: %v", err)
	}
	_ = again.Close()
}

func TestListen_givesAddressesBeforeAnythingIsServed(t *testing.T) {
	t.Parallel()
	s, err := httpd.New(options(http.HandlerFunc(ok), io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	if s.PublicAddr() != "" {
		t.Error("an address before Listen")
	}
	if err := s.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	bound := s.PublicAddr()
	if strings.HasSuffix(bound, ":0") || bound == s.InternalAddr() {
		t.Errorf("addresses are %q and %q", bound, s.InternalAddr())
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Fatalf("Stop before Start: %v", err)
	}
	if again, err := net.Listen("tcp", bound); err != nil {
		t.Errorf("still bound after Stop: %v", err)
	} else {
		_ = again.Close()
	}
	if err := s.Start(t.Context()); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("Start after Stop = %v, want conflict", err)
	}
}

func TestStartStop_manyAtOnce(t *testing.T) {
	t.Parallel()
	s, err := httpd.New(options(http.HandlerFunc(ok), io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { _ = s.Start(context.Background()) })
		wg.Go(func() { _ = s.PublicAddr() })
		wg.Go(func() {
			if err := s.Stop(context.Background()); err != nil {
				t.Errorf("Stop: %v", err)
			}
		})
	}
	wg.Wait()
	if err := s.Stop(context.Background()); err != nil {
		t.Errorf("Stop once more: %v", err)
	}
}

func TestStop_letsRequestsUnderWayEnd(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		_, _ = io.WriteString(w, "done")
	}))
	answer := make(chan string, 1)
	go func() {
		_, body := b.get(t, "/")
		answer <- body
	}()
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- b.Stop(context.Background()) }()
	select {
	case err := <-stopped:
		t.Fatalf("Stop = %v while a request was under way", err)
	case <-time.After(50 * time.Millisecond): // Stop has had its chance to be wrong
	}
	close(release)
	if got := <-answer; got != "done" {
		t.Errorf("the request was answered %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func TestStop_cutsOffWhatDoesNotEnd(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	s, err := httpd.New(options(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	}), io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	go func() {
		conn, err := net.Dial("tcp", s.PublicAddr())
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		_, _ = io.Copy(io.Discard, conn)
	}()
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Stop(ctx); desk.SubcodeOf(err) != "stop" {
		t.Errorf("Stop = %v, want the error that says requests were cut off", err)
	}
	if err := s.Stop(context.Background()); err != nil {
		t.Errorf("second Stop = %v", err)
	}
}

func TestNew_refusesMissingParts(t *testing.T) {
	t.Parallel()
	if _, err := httpd.New(httpd.Options{}); err == nil {
		t.Error("a server without a handler was made")
	}
	opts := options(http.HandlerFunc(ok), io.Discard)
	if _, err := httpd.New(opts); err != nil {
		t.Fatal(err)
	}
	if _, err := httpd.New(opts); err == nil {
		t.Error("two servers share one registry unnoticed")
	}
}

func TestMetrics_countByRoutePatternAndStatus(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /webhooks/meta/{app}", ok)
	b := start(t, mux)
	b.get(t, "/webhooks/meta/15550001111?hub.verify_token=hunter2")
	b.get(t, "/nothing/here")
	_, text := b.do(t, http.MethodGet, "http://"+b.InternalAddr()+"/metrics", nil)
	for _, want := range []string{
		`parley_http_requests_total{method="GET",route="GET /webhooks/meta/{app}",status="200"} 1`,
		`parley_http_requests_total{method="GET",route="unmatched",status="404"} 1`,
		`parley_http_request_seconds_count{route="unmatched"} 1`,
		`parley_http_panics_total 0`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if strings.Contains(text, "15550001111") {
		t.Error("a path became a label")
	}
}

func TestWriteError_everyCodeHasItsStatus(t *testing.T) {
	t.Parallel()
	want := map[desk.Code]int{
		desk.CodeInvalid: 400, desk.CodeUnauthorized: 401, desk.CodeForbidden: 403, desk.CodeNotFound: 404,
		desk.CodeConflict: 409, desk.CodeTooMany: 429, desk.CodeUnavailable: 503, desk.CodeInternal: 500,
	}
	for _, code := range desk.Codes {
		if got := httpd.StatusOf(desk.Refuse(code, "")); got != want[code] {
			t.Errorf("StatusOf(%s) = %d, want %d", code, got, want[code])
		}
	}
	if len(want) != len(desk.Codes) {
		t.Errorf("%d codes are mapped, desk has %d", len(want), len(desk.Codes))
	}
	if got := httpd.StatusOf(errors.New("foreign")); got != 500 {
		t.Errorf("a foreign error answers %d, want 500", got)
	}
	if got := httpd.StatusOf(desk.Refuse("novel", "")); got != 500 {
		t.Errorf("an unknown code answers %d, want 500", got)
	}
}

func TestWriteError_tellsTheMessageAndLogsTheCause(t *testing.T) {
	t.Parallel()
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		httpd.WriteError(w, &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "busy", Params: desk.Params{"who": "Ravi"}, Err: errors.New("wal is locked"),
		})
	}))
	res, body := b.get(t, "/")
	var got httpd.ErrorBody
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	id := res.Header.Get("X-Request-Id")
	want := httpd.ErrorDetail{Code: desk.CodeUnavailable, Subcode: "busy", Params: desk.Params{"who": "Ravi"}, RequestID: id}
	if !reflect.DeepEqual(got.Error, want) || id == "" || res.Header.Get("Retry-After") == "" || res.StatusCode != 503 {
		t.Errorf("answer is %d %s %v, want %+v", res.StatusCode, body, res.Header, want)
	}
	if strings.Contains(body, "wal") {
		t.Error("the cause left the relay")
	}
	if log := b.log.String(); !strings.Contains(log, "wal is locked") || !strings.Contains(log, id) {
		t.Errorf("the log lacks the cause or the id: %s", log)
	}
}
