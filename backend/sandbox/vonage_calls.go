package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// vonageApp is an application at Vonage, as far as calls are concerned.
type vonageApp struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Capabilities struct {
		Voice *struct {
			Webhooks struct {
				Answer vonageHook `json:"answer_url"`
				Event  vonageHook `json:"event_url"`
			} `json:"webhooks"`
			Signed bool `json:"signed_callbacks"`
		} `json:"voice,omitempty"`
	} `json:"capabilities"`
}

type vonageHook struct {
	Address string `json:"address"`
	Method  string `json:"http_method,omitempty"`
}

// mostNCCO bounds the lists that one call runs through.
const mostNCCO = 8

func (s *Sandbox) vonageApps(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := append([]*vonageApp{}, s.w.VonageApps...)
	writeJSON(w, http.StatusOK, map[string]any{
		"page": 1, "page_size": 100, "total_items": len(list), "total_pages": 1, "_embedded": map[string]any{"applications": list},
	})
}

// appProblem is how the Application API refuses.
func appProblem(w http.ResponseWriter, status int, title string) {
	writeJSON(w, status, map[string]any{"type": "https://developer.vonage.com/api-errors", "title": title, "detail": title, "instance": "797a8f199c45014ab7b08bfe9cc1c12c"})
}

// vonagePutApp makes an application, or changes one.
func (s *Sandbox) vonagePutApp(w http.ResponseWriter, r *http.Request) {
	app := &vonageApp{}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10)).Decode(app); err != nil || app.Name == "" {
		appProblem(w, http.StatusBadRequest, "Bad Request")
		return
	}
	if v := app.Capabilities.Voice; v != nil {
		if u, err := url.Parse(v.Webhooks.Answer.Address); err != nil || u.Host == "" || !oneOf(v.Webhooks.Answer.Method, http.MethodGet) && v.Webhooks.Answer.Method != http.MethodPost {
			appProblem(w, http.StatusBadRequest, "Bad Request")
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	status := http.StatusCreated
	if app.ID = r.PathValue("id"); app.ID == "" {
		app.ID = s.digits("app", 8) + "-0000-4000-8000-" + s.digits("app", 12)
		s.w.VonageApps = append(s.w.VonageApps, app)
	} else {
		i := slices.IndexFunc(s.w.VonageApps, func(a *vonageApp) bool { return a.ID == app.ID })
		if i < 0 {
			appProblem(w, http.StatusNotFound, "Not Found")
			return
		}
		status, s.w.VonageApps[i] = http.StatusOK, app
	}
	s.touch()
	writeJSON(w, status, app)
}

// vonageDropApp deletes an application; numbers that were linked with it are not any more.
func (s *Sandbox) vonageDropApp(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.w.VonageApps, func(a *vonageApp) bool { return a.ID == r.PathValue("id") })
	if i < 0 {
		appProblem(w, http.StatusNotFound, "Not Found")
		return
	}
	for _, n := range s.w.Carrier {
		if n.AppID == s.w.VonageApps[i].ID {
			n.AppID = ""
		}
	}
	s.w.VonageApps = slices.Delete(s.w.VonageApps, i, i+1)
	s.touch()
	w.WriteHeader(http.StatusNoContent)
}

// VonageApps names the applications at Vonage.
func (s *Sandbox) VonageApps() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []string{}
	for _, a := range s.w.VonageApps {
		out = append(out, a.Name)
	}
	return out
}

// vonageRings has a number called that is rented at Vonage and linked with an application.
// Telephone and SIP addresses go before it. Callers hold mu.
func (s *Sandbox) vonageRings(to, from, says string) {
	n := s.rented(to)
	if n == nil || !n.has("VOICE") || n.VoiceType == "tel" || n.VoiceType == "sip" {
		return
	}
	i := slices.IndexFunc(s.w.VonageApps, func(a *vonageApp) bool { return a.ID == n.AppID })
	if i < 0 || s.w.VonageApps[i].Capabilities.Voice == nil {
		return
	}
	hooks := s.w.VonageApps[i].Capabilities.Voice.Webhooks
	uuid := s.digits("call", 8) + "-0000-4000-8000-" + s.digits("call", 12)
	c := &vonageRinging{s: s, says: says, ears: s.twilio().Ears, about: map[string]any{
		"from": digitsOnly(from), "to": to, "uuid": uuid, "conversation_uuid": "CON-" + uuid,
	}, event: hooks.Event}
	s.running.Add(1)
	go c.run(hooks.Answer)
}

// vonageRinging is a call that is under way.
type vonageRinging struct {
	s     *Sandbox
	says  string
	ears  Ears
	about map[string]any // the call, as each webhook tells it
	event vonageHook
}

// vonageDo is an action of an NCCO, as far as the pretend Vonage can do it.
type vonageDo struct {
	Action  string         `json:"action"`
	URL     []string       `json:"eventUrl"`
	Method  string         `json:"eventMethod"`
	Payload map[string]any `json:"payload"`
	Type    []string       `json:"type"`
	Speech  *struct{}      `json:"speech"`
}

// run does what is to be done with the call, until nothing is. The robot says the code
// twice: what was not understood the first time may be the second.
func (c *vonageRinging) run(answer vonageHook) {
	defer c.s.running.Done()
	defer func() { _, _ = c.tell(c.event, map[string]any{"status": "completed", "direction": "inbound"}) }()
	todo, err := c.tell(answer, nil)
	ears := c.ears.Live
	for range mostNCCO {
		if err != nil {
			c.s.log.Info("call ended", "err", err)
			return
		}
		if len(todo) == 0 || len(todo[0].URL) == 0 { // hung up on, or connected
			return
		}
		do := todo[0]
		hook := vonageHook{do.URL[0], first(do.Method, http.MethodPost)}
		switch {
		case do.Action == "input" && do.Speech != nil:
			results := []any{}
			if heard := understood(c.says, ears); heard != "" {
				results = append(results, map[string]any{"confidence": "0.91", "text": heard})
			}
			todo, err = c.tell(hook, map[string]any{"speech": map[string]any{"timeout_reason": "end_on_silence_timeout", "results": results}})
			ears = c.ears.Later
		case do.Action == "notify":
			c.about = do.Payload
			todo, err = c.tell(hook, nil)
		default:
			return
		}
	}
}

// tell sends a webhook, signed as Vonage does, and gives the NCCO that it is answered with.
func (c *vonageRinging) tell(to vonageHook, more map[string]any) ([]vonageDo, error) {
	if to.Address == "" {
		return nil, nil
	}
	values := map[string]any{"timestamp": c.s.now().UTC().Format("2006-01-02T15:04:05.000Z")}
	form := url.Values{}
	for _, m := range []map[string]any{c.about, more} {
		for k, v := range m {
			values[k] = v
			form.Set(k, fmt.Sprint(v))
		}
	}
	body, err := json.Marshal(values)
	if err != nil {
		return nil, err
	}
	address, method := to.Address, first(to.Method, http.MethodGet)
	if method == http.MethodGet {
		address, body = withQuery(address, form), nil
	}
	req, err := http.NewRequest(method, address, bytes.NewReader(body)) //nolint:noctx // the client has a time-out
	if err != nil {
		return nil, err
	}
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/json")
	}
	c.s.mu.Lock()
	req.Header.Set("Authorization", "Bearer "+c.s.messagesToken(body, c.s.now().UTC()))
	c.s.mu.Unlock()
	res, err := c.s.cfg.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := answerOf(res)
	var todo []vonageDo
	if err == nil && len(bytes.TrimSpace(raw)) > 0 {
		err = json.Unmarshal(raw, &todo)
	}
	return todo, err
}
