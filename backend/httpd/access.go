package httpd

import (
	"bufio"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleydesk/parley/backend/desk"
)

// metrics of the public listener. Labels come from closed sets: a label that a
// client can choose would let it fill the memory.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	panics   prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "parley_http_requests_total", Help: "Public requests answered.",
		}, []string{"route", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "parley_http_request_seconds", Help: "Time from the first byte read to the answer.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "parley_http_requests_in_flight", Help: "Public requests under way, sockets included.",
		}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "parley_http_panics_total", Help: "Handlers that panicked. Each is a bug.",
		}),
	}
	var errs []error
	for _, c := range []prometheus.Collector{m.requests, m.duration, m.inFlight, m.panics} {
		errs = append(errs, reg.Register(c))
	}
	return m, errors.Join(errs...)
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status   int // 0 until the header is written
	bytes    int64
	hijacked bool
	cause    error // what WriteError was given
}

// record wraps w once; further layers share the recorder.
func record(w http.ResponseWriter) *recorder {
	if rec := recorderOf(w); rec != nil {
		return rec
	}
	return &recorder{ResponseWriter: w}
}

// recorderOf finds the recorder below wrappers that handlers may have added.
func recorderOf(w http.ResponseWriter) *recorder {
	for {
		switch x := w.(type) {
		case *recorder:
			return x
		case interface{ Unwrap() http.ResponseWriter }:
			w = x.Unwrap()
		default:
			return nil
		}
	}
}

// WriteHeader notes the final status; 1xx answers come before it.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts what was answered.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap serves http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Hijack is spelt out because the WebSocket upgrader asks for the interface and
// does not unwrap.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(r.ResponseWriter).Hijack()
	if err == nil {
		r.hijacked, r.status = true, http.StatusSwitchingProtocols
	}
	return conn, rw, err
}

// logged writes one line per request when it ends, and counts it. The line has
// the route's pattern, never the path, query or body: those hold ids, tokens and
// phone numbers.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec, start := record(w), s.opts.Now()
		s.metrics.inFlight.Inc()
		defer func() {
			s.metrics.inFlight.Dec()
			took := s.opts.Now().Sub(start)
			if rec.status == 0 {
				rec.status = http.StatusOK // what net/http sends when nothing was written
			}
			route := routeOf(r)
			s.metrics.requests.WithLabelValues(route, methodLabel(r.Method), strconv.Itoa(rec.status)).Inc()
			if !rec.hijacked { // a socket's life is no latency
				s.metrics.duration.WithLabelValues(route).Observe(took.Seconds())
			}
			s.accessLine(r, rec, route, took)
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *Server) accessLine(r *http.Request, rec *recorder, route string, took time.Duration) {
	level := slog.LevelDebug
	switch {
	case rec.status >= http.StatusInternalServerError:
		level = slog.LevelError
	case rec.cause != nil:
		level = slog.LevelInfo
	}
	if !s.opts.Log.Enabled(r.Context(), level) { // most requests: spares making the line
		return
	}
	attrs := []slog.Attr{
		slog.String("request_id", RequestID(r.Context())),
		slog.String("method", methodLabel(r.Method)),
		slog.String("route", route),
		slog.Int("status", rec.status),
		slog.Int64("bytes", rec.bytes),
		slog.Duration("took", took),
		slog.String("client", ClientIP(r.Context()).String()),
	}
	if rec.cause != nil {
		attrs = append(attrs, slog.String("code", string(desk.CodeOf(rec.cause))), slog.Any("err", rec.cause))
	}
	s.opts.Log.LogAttrs(r.Context(), level, "request", attrs...)
}

// routeOf gives the pattern that matched.
func routeOf(r *http.Request) string {
	if rctx := chi.RouteContext(r.Context()); rctx != nil {
		if p := rctx.RoutePattern(); p != "" {
			return p
		}
	}
	if r.Pattern != "" {
		return r.Pattern
	}
	return "unmatched"
}

var knownMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
	http.MethodPatch, http.MethodDelete, http.MethodOptions,
}

func methodLabel(m string) string {
	if slices.Contains(knownMethods, m) {
		return m
	}
	return "other"
}
