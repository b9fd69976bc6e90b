package httpd

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime"
	"runtime/debug"

	"github.com/go-chi/chi/v5"

	"github.com/parleydesk/parley/backend/desk"
)

const headerRequestID = "X-Request-Id"

type contextKey string

const (
	keyRequestID contextKey = "request id"
	keyClient    contextKey = "client address"
)

// RequestID gives the id under which the request is logged, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(keyRequestID).(string)
	return id
}

// wrap puts around h what every public request gets, outermost first: identity,
// log and metrics, headers, recovery.
func (s *Server) wrap(h http.Handler) http.Handler {
	h = s.recovered(h)
	h = secureHeaders(s.opts.Secure, h)
	h = s.logged(h)
	return served(s.identified(h))
}

// identified gives the request its own id and its client's address. An id sent
// by the client is ignored: it could be made to look like another request's.
func (s *Server) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var raw [16]byte
		_, _ = rand.Read(raw[:]) // never fails, says its documentation
		id := hex.EncodeToString(raw[:])
		w.Header().Set(headerRequestID, id)
		ctx := context.WithValue(r.Context(), keyRequestID, id)
		ctx = context.WithValue(ctx, keyClient, clientIP(r, s.opts.TrustedNets))
		// The router fills this in, and the log reads the matched pattern from it.
		ctx = context.WithValue(ctx, chi.RouteCtxKey, chi.NewRouteContext())
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// safely is what a browser needs to know in order to do nothing with our answers.
// All answers share these lists: a handler sets another one and changes none.
var safely = http.Header{
	"X-Content-Type-Options":       {"nosniff"},
	"Content-Security-Policy":      {"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
	"X-Frame-Options":              {"DENY"},
	"Referrer-Policy":              {"no-referrer"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Cache-Control":                {"no-store"},
}

// secureHeaders sets them. A handler that serves a page loosens them for itself.
func secureHeaders(secure bool, next http.Handler) http.Handler {
	headers := maps.Clone(safely)
	if secure {
		headers["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), headers)
		next.ServeHTTP(w, r)
	})
}

// recovered turns a panic into a 500, or into a broken connection if an answer
// had begun: half an answer must not look like a whole one.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := record(w)
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler) // net/http's own way to hang up
			}
			s.metrics.panics.Inc()
			s.opts.Log.LogAttrs(r.Context(), slog.LevelError, "panic in handler",
				slog.String("request_id", RequestID(r.Context())),
				slog.String("panic", panicText(v)),
				slog.String("stack", string(debug.Stack())))
			switch {
			case rec.hijacked:
			case rec.status != 0:
				panic(http.ErrAbortHandler)
			default:
				WriteError(rec, desk.Wrap("handle request", errPanic))
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

var errPanic = errors.New("handler panicked")

// panicText describes a panic without its value, which may hold a customer's
// text; the runtime's own messages hold none.
func panicText(v any) string {
	var re runtime.Error
	if err, ok := v.(error); ok && errors.As(err, &re) {
		return re.Error()
	}
	return fmt.Sprintf("%T", v)
}
