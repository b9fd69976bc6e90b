package sandbox

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// Vonage answers as rest.nexmo.com does, for the Numbers API, the account's settings and the SMS API,
// and as api.nexmo.com does for applications.
func (s *Sandbox) Vonage() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /account/numbers", s.carrierAuth(s.carrierNumbers))
	mux.HandleFunc("POST /number/update", s.carrierAuth(s.carrierUpdate))
	mux.HandleFunc("POST /account/settings", s.carrierAuth(s.carrierSettings))
	mux.HandleFunc("POST /sms/json", s.sendSMS)
	mux.HandleFunc("GET /v2/applications", s.carrierAuth(s.vonageApps))
	mux.HandleFunc("POST /v2/applications", s.carrierAuth(s.vonagePutApp))
	mux.HandleFunc("PUT /v2/applications/{id}", s.carrierAuth(s.vonagePutApp))
	mux.HandleFunc("DELETE /v2/applications/{id}", s.carrierAuth(s.vonageDropApp))
	return mux
}

func (s *Sandbox) carrierAuth(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key, secret, ok := r.BasicAuth()
		good := subtle.ConstantTimeCompare([]byte(key), []byte(s.cfg.VonageAPIKey)) &
			subtle.ConstantTimeCompare([]byte(secret), []byte(s.cfg.VonageAPISecret))
		if !ok || good != 1 || s.isBroken(desk.CheckToken) {
			carrierError(w, http.StatusUnauthorized, "authentication failed")
			return
		}
		next(w, r)
	}
}

func carrierError(w http.ResponseWriter, code int, label string) {
	writeJSON(w, code, map[string]any{"error-code": strconv.Itoa(code), "error-code-label": label})
}

func (s *Sandbox) carrierNumbers(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	size, index := 10, 1
	for _, p := range []struct {
		name string
		into *int
		most int
	}{{"size", &size, 100}, {"index", &index, 1 << 20}} {
		v := q.Get(p.name)
		if v == "" {
			continue
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > p.most {
			carrierError(w, 420, "Invalid parameter: "+p.name)
			return
		}
		*p.into = n
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []map[string]any{}
	for _, n := range s.w.Carrier {
		if !oneOf(q.Get("country"), n.Country) || !matches(q.Get("pattern"), q.Get("search_pattern"), n.MSISDN) {
			continue
		}
		item := map[string]any{"country": n.Country, "msisdn": n.MSISDN, "type": n.Type, "features": s.featuresOf(n)}
		optional(item, "moHttpUrl", s.textsGoTo(n.URL))
		optional(item, "app_id", n.AppID)
		optional(item, "voiceCallbackType", n.VoiceType)
		optional(item, "voiceCallbackValue", n.VoiceValue)
		all = append(all, item)
	}
	if len(all) == 0 {
		writeJSON(w, http.StatusOK, map[string]any{}) // no count, no numbers: as seen with an empty account
		return
	}
	from := min((index-1)*size, len(all))
	writeJSON(w, http.StatusOK, map[string]any{"count": len(all), "numbers": all[from:min(from+size, len(all))]})
}

func matches(pattern, how, msisdn string) bool {
	switch {
	case pattern == "":
		return true
	case how == "1":
		return strings.Contains(msisdn, pattern)
	case how == "2":
		return strings.HasSuffix(msisdn, pattern)
	}
	return strings.HasPrefix(msisdn, pattern)
}

// carrierUpdate sets where a number's SMS go. The address must answer a bare
// GET with 200 first.
func (s *Sandbox) carrierUpdate(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		carrierError(w, 420, "method failed")
		return
	}
	target := r.PostForm.Get("moHttpUrl")
	if !s.answers(w, r, target) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.rented(r.PostForm.Get("msisdn"))
	if n == nil || n.Country != r.PostForm.Get("country") {
		carrierError(w, 420, "Numbers from this country can be requested from the Dashboard")
		return
	}
	n.URL, n.AppID = target, r.PostForm.Get("app_id") // what is not said is cleared
	n.VoiceType, n.VoiceValue = r.PostForm.Get("voiceCallbackType"), r.PostForm.Get("voiceCallbackValue")
	s.touch()
	writeJSON(w, http.StatusOK, map[string]any{"error-code": "200", "error-code-label": "success"})
}

// answers says whether an address answers a bare GET with 200, and refuses it if not. An
// empty one is none, and passes.
func (s *Sandbox) answers(w http.ResponseWriter, r *http.Request, target string) bool {
	if target == "" {
		return true
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, target, nil) //nolint:gosec // the carrier tries the address that its customer set
	if err != nil {
		carrierError(w, 420, "Invalid callback URL")
		return false
	}
	res, err := s.cfg.Client.Do(req) //nolint:gosec // as above
	if err != nil {
		carrierError(w, 420, "Callback URL does not answer")
		return false
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		carrierError(w, 420, "Callback URL does not answer 200")
		return false
	}
	return true
}

// carrierSettings changes the address for SMS of numbers that have none, if one is
// named, and answers what is set now.
func (s *Sandbox) carrierSettings(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		carrierError(w, 420, "method failed")
		return
	}
	target, named := r.PostForm.Get("moCallBackUrl"), r.PostForm.Has("moCallBackUrl")
	if named && !s.answers(w, r, target) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if named {
		s.w.AccountSMS = &target
		s.touch()
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"mo-callback-url": s.accountSMS(), "dr-callback-url": "",
		"max-outbound-request": 30, "max-inbound-request": 30, "max-calls-per-second": 30,
	})
}

// accountSMS is where SMS go of numbers that have no address; "" = nowhere. Callers
// hold mu.
func (s *Sandbox) accountSMS() string {
	if s.w.AccountSMS != nil {
		return *s.w.AccountSMS
	}
	return s.targets.Vonage
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		http.Error(w, "not encodable", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

func (s *Sandbox) rented(msisdn string) *carrierNumber {
	for _, n := range s.w.Carrier {
		if n.MSISDN == msisdn {
			return n
		}
	}
	return nil
}
