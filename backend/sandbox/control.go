package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// mostForward is by how much the clock is put forward at once: longer than the longest
// rule, and shorter than what a session lasts.
const mostForward = 73 * time.Hour

// maxControlBody leaves room for a large photo in base64.
const maxControlBody = 32 << 20

// Handler mounts everything for a loopback listener: Graph under /graph, Meta's sign-in
// window under /facebook, the carrier under /vonage, Twilio under /twilio, and the control
// API under /control, with which tests and the panel make things happen. Only requests from this computer reach /control, and none that a
// web page of another origin made.
func (s *Sandbox) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graph/", http.StripPrefix("/graph", s.Graph()))
	mux.Handle("/facebook/", localOnly(s.Facebook()))
	mux.Handle("/vonage/", http.StripPrefix("/vonage", s.Vonage()))
	mux.Handle("/twilio/", http.StripPrefix("/twilio", s.Twilio()))
	mux.Handle("/control/", localOnly(s.control()))
	return s.dated(mux)
}

// dated has answers say the time of the pretend world, as each server says its own.
func (s *Sandbox) dated(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, said := w.Header()["Date"]; !said {
			w.Header().Set("Date", s.cfg.Clock().UTC().Format(http.TimeFormat))
		}
		h.ServeHTTP(w, r)
	})
}

// forward lets time pass for everybody who goes by the world's clock.
func (s *Sandbox) forward(d time.Duration) error {
	if s.cfg.Forward == nil {
		return fmt.Errorf("%w: this world's clock cannot be put forward", ErrRefused)
	}
	if d <= 0 || d > mostForward {
		return fmt.Errorf("%w: a clock goes forward by up to %s at a time", ErrInvalid, mostForward)
	}
	return s.cfg.Forward(d)
}

func (s *Sandbox) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /control/panel", func(w http.ResponseWriter, r *http.Request) {
		if since := r.URL.Query().Get("since"); since != "" { // long poll
			rev, err := strconv.ParseUint(since, 10, 64)
			if err != nil {
				reply(w, nil, ErrInvalid)
				return
			}
			s.Wait(r.Context(), rev)
		}
		reply(w, s.Snapshot(), nil)
	})
	mux.HandleFunc("GET /control/delivered", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.Delivered(), nil) })
	mux.HandleFunc("GET /control/faults", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.Faults(), nil) })
	mux.HandleFunc("GET /control/customers", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.Customers(), nil) })
	mux.HandleFunc("GET /control/phone/{id}", func(w http.ResponseWriter, r *http.Request) {
		p, err := s.Phone(r.PathValue("id"))
		reply(w, p, err)
	})
	mux.HandleFunc("GET /control/media/{id}", s.controlMedia)
	mux.HandleFunc("GET /control/code/{phoneId}", func(w http.ResponseWriter, r *http.Request) {
		code, dies, err := s.Code(r.PathValue("phoneId"))
		reply(w, map[string]any{"code": code, "diesMs": dies}, err)
	})
	mux.HandleFunc("POST /control/faults", order(func(f Faults) (any, error) { return f, s.SetFaults(f) }))
	mux.HandleFunc("POST /control/carrier", order(func(c Carrier) (any, error) { return success, s.SetCarrier(c) }))
	mux.HandleFunc("POST /control/customers", order(func(c Customer) (any, error) { return s.AddCustomer(c) }))
	mux.HandleFunc("POST /control/customer", order(func(c Customer) (any, error) { return success, s.SetCustomer(c) }))
	s.controlWriting(mux)
	return mux
}

// writeOrder asks for a message of a customer; Number defaults to the first
// live one.
type writeOrder struct {
	CustomerID    string  `json:"customerId"`
	PhoneNumberID string  `json:"phoneNumberId"`
	Content       Content `json:"content"`
	// AgeSeconds puts the stamp into the past, for /control/backdate.
	AgeSeconds int64 `json:"ageSeconds"`
}

func (s *Sandbox) controlWriting(mux *http.ServeMux) {
	write := order(func(o writeOrder) (any, error) {
		if o.PhoneNumberID == "" {
			o.PhoneNumberID = s.liveNumber()
		}
		stamp := s.now().Add(-time.Duration(o.AgeSeconds) * time.Second)
		id, err := s.WriteAt(o.CustomerID, o.PhoneNumberID, o.Content, stamp)
		return map[string]any{"id": id}, err
	})
	mux.HandleFunc("POST /control/write", write)
	mux.HandleFunc("POST /control/backdate", write)
	type tellOrder struct {
		PhoneNumberID string         `json:"phoneNumberId"`
		Field         string         `json:"field"`
		Value         map[string]any `json:"value"`
	}
	mux.HandleFunc("POST /control/tell", order(func(o tellOrder) (any, error) {
		if o.PhoneNumberID == "" {
			o.PhoneNumberID = s.liveNumber()
		}
		return success, s.Tell(o.PhoneNumberID, o.Field, o.Value)
	}))
	mux.HandleFunc("POST /control/read", order(func(o writeOrder) (any, error) {
		return success, s.Read(o.CustomerID, o.PhoneNumberID)
	}))
	type codeOrder struct {
		PhoneNumberID string `json:"phoneNumberId"`
	}
	mux.HandleFunc("POST /control/expire-code", order(func(o codeOrder) (any, error) {
		return success, s.ExpireCode(o.PhoneNumberID)
	}))
	mux.HandleFunc("POST /control/news", order(func(in News) (any, error) { return success, s.Happen(in) }))
	mux.HandleFunc("POST /control/window", order(func(in InWindow) (any, error) { return success, s.DoInWindow(in) }))
	type smsOrder struct {
		To   string `json:"to"`
		From string `json:"from"`
		Text string `json:"text"`
	}
	mux.HandleFunc("POST /control/sms", order(func(o smsOrder) (any, error) {
		return success, s.SendSMS(o.To, o.From, o.Text)
	}))
	type clockOrder struct {
		AheadSeconds float64 `json:"aheadSeconds"`
	}
	mux.HandleFunc("POST /control/clock", order(func(o clockOrder) (any, error) {
		return success, s.forward(time.Duration(o.AheadSeconds * float64(time.Second)))
	}))
	mux.HandleFunc("POST /control/ears", order(func(e Ears) (any, error) { return success, s.SetEars(e) }))
	type callOrder struct {
		To   string `json:"to"`
		From string `json:"from"`
		Says string `json:"says"`
	}
	mux.HandleFunc("POST /control/call", order(func(o callOrder) (any, error) {
		return success, s.CallNumber(o.To, o.From, o.Says)
	}))
	type reviewOrder struct {
		ID     string `json:"id"`
		Name   string `json:"name"` // instead of the id
		Status string `json:"status"`
		Reason string `json:"reason"`
	}
	mux.HandleFunc("POST /control/review", order(func(o reviewOrder) (any, error) {
		return success, s.Review(cmp.Or(o.ID, s.templateNamed(o.Name), o.Name), o.Status, o.Reason)
	}))
	mux.HandleFunc("POST /control/targets", order(func(t Targets) (any, error) {
		s.SetTargets(t)
		return success, nil
	}))
}

func (s *Sandbox) liveNumber() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.w.Numbers {
		if n.live(s.ix.accounts[n.AccountID]) {
			return n.ID
		}
	}
	return ""
}

func (s *Sandbox) controlMedia(w http.ResponseWriter, r *http.Request) {
	data, kind, err := s.MediaBytes(r.PathValue("id"))
	if err != nil {
		reply(w, nil, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "sandbox") // bytes came from anywhere
	_, _ = w.Write(data)
}

// order wraps a handler of one JSON object.
func order[T any](do func(T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControlBody))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			reply(w, nil, ErrInvalid)
			return
		}
		out, err := do(in)
		reply(w, out, err)
	}
}

func reply(w http.ResponseWriter, v any, err error) {
	if err == nil {
		writeJSON(w, http.StatusOK, v)
		return
	}
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, ErrInvalid):
		status = http.StatusBadRequest
	case errors.Is(err, ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, ErrRefused):
		status = http.StatusConflict
	}
	writeJSON(w, status, map[string]any{"error": err.Error()})
}

// localOnly lets through what this computer asks under a local name. The name
// is checked because a web page can make a name of its own point here.
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil || !local(host) || !local(nameOf(r.Host)) || !localOrigin(r.Header.Get("Origin")) {
			writeJSON(w, http.StatusForbidden, map[string]any{"error": "only from this computer"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func nameOf(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return strings.Trim(hostport, "[]")
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func localOrigin(origin string) bool {
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && local(u.Hostname())
}
