package signup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// cookie holds the key of an open page. It goes to the page's own addresses only.
const cookie = "parley_connect"

// Bounds of what a browser sends.
const (
	maxBody = 16 << 10
	maxCode = 4 << 10 // a code of Meta's has some 400 characters
)

// Pages is the page in a browser, and what it asks.
func (s *Service) Pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+wire.PathConnect, s.open)
	mux.HandleFunc("GET "+wire.PathConnect+"/page.js", s.file("text/javascript; charset=utf-8", s.cfg.Window.Script()))
	mux.HandleFunc("GET "+wire.PathConnect+"/page.css", s.file("text/css; charset=utf-8", pageCSS))
	mux.HandleFunc("GET "+wire.PathConnect+"/go", s.away)
	mux.HandleFunc("GET "+wire.PathConnect+"/back", s.back)
	mux.HandleFunc("POST "+wire.PathConnect+"/code", s.asked(s.takeCode))
	mux.HandleFunc("POST "+wire.PathConnect+"/event", s.asked(s.takeEvent))
	mux.HandleFunc("POST "+wire.PathConnect+"/page", s.asked(s.takePage))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.guard(w)
		mux.ServeHTTP(w, r)
	})
}

func (s *Service) file(kind string, bytes []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Write(bytes) //nolint:errcheck,gosec // the reader may be gone
	}
}

// open opens the page by its address, once, and from then on by the browser's cookie.
// The state leaves the address bar with the first answer.
func (s *Service) open(w http.ResponseWriter, r *http.Request) {
	if state := r.URL.Query().Get("state"); state != "" {
		s.openFirst(w, r, state)
		return
	}
	d, err := s.byCookie(r)
	if err != nil {
		s.gone(w, err)
		return
	}
	view := shown{View: "start", Live: true, Told: s.cfg.Window.Told(d.place()), App: s.appName(r.Context(), d)}
	switch {
	case d.Hosted && d.Stage == wire.StageOpened && !d.Closed:
		http.Redirect(w, r, d.Page, http.StatusSeeOther) //nolint:gosec // the configured page
		return
	case d.Hosted && d.Closed:
		s.gone(w, errStale())
		return
	case d.Stage != wire.StageOpened:
		view = shown{View: "done"}
	case d.Said != nil:
		view.View, view.Said = "refused", words.Of(d.Said.Err())
	}
	s.page.write(w, http.StatusOK, view)
}

func (s *Service) appName(ctx context.Context, d *document) string {
	app, err := s.cfg.Links.SignUpApp(ctx, d.row.Org, d.AppID)
	if err != nil {
		return string(d.AppID)
	}
	return app.Name
}

// openFirst takes the state of an address: it opens one page in one browser.
func (s *Service) openFirst(w http.ResponseWriter, r *http.Request, state string) {
	d, err := s.byKey(r.Context(), state)
	if err == nil {
		err = s.stands(r.Context(), d)
	}
	key, hash := secretText()
	if err == nil {
		_, err = s.edit(r.Context(), d, func(d *document) error {
			if d.Stage != wire.StageWaiting || d.row.Key != hashOf(state) {
				return errStale()
			}
			d.row.Key, d.OpenedAt = hash, s.now()
			s.at(d, wire.StageOpened, addressLife)
			return nil
		})
	}
	if err != nil {
		s.gone(w, err)
		return
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure follows the relay's address: practice has http on this computer
		Name: cookie, Value: key, Path: wire.PathConnect, MaxAge: int(grantLife.Seconds()), HttpOnly: true,
		// Lax, for Meta's page leads back here.
		SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(s.cfg.Base(), "https:"),
	})
	http.Redirect(w, r, wire.PathConnect, http.StatusSeeOther)
}

// errStale answers whoever brings a state or a cookie that opens nothing, for whatever
// reason.
func errStale() error {
	return desk.Refuse(desk.CodeNotFound, "signUp", desk.Params{desk.ParamContext: "stale"})
}

func (s *Service) byKey(ctx context.Context, key string) (*document, error) {
	d, err := s.live(s.cfg.Store.SignUpByKey(ctx, hashOf(key)))
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, errStale()
	}
	return d, desk.Wrap("read sign-up", err)
}

// byCookie gives the sign-up whose page a browser has open.
func (s *Service) byCookie(r *http.Request) (*document, error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return nil, errStale()
	}
	d, err := s.byKey(r.Context(), c.Value)
	if err == nil && d.Stage == wire.StageWaiting { // the state is no cookie
		return nil, errStale()
	}
	return d, err
}

func (s *Service) gone(w http.ResponseWriter, err error) {
	status := http.StatusForbidden
	if desk.CodeOf(err) == desk.CodeInternal {
		s.cfg.Log.Error("page of a sign-up not shown", "err", err)
		status = http.StatusInternalServerError
	}
	s.page.write(w, status, shown{View: "gone", Said: words.Of(err)})
}

// byWindow is byCookie for what the provider's window, or its page that leads back, brings.
func (s *Service) byWindow(r *http.Request) (*document, error) {
	d, err := s.byCookie(r)
	if err == nil && d.Hosted { // its page brings nothing through the browser
		return nil, errStale()
	}
	return d, err
}

// away leads to the provider's own page, for where its window is kept from opening.
func (s *Service) away(w http.ResponseWriter, r *http.Request) {
	d, err := s.byWindow(r)
	state, hash := secretText()
	if err == nil {
		d, err = s.edit(r.Context(), d, func(d *document) error {
			if d.Stage != wire.StageOpened {
				return errStale()
			}
			d.Back, d.Said, d.Step = hash, nil, ""
			s.at(d, wire.StageOpened, addressLife)
			return nil
		})
	}
	if err != nil {
		s.gone(w, err)
		return
	}
	http.Redirect(w, r, s.cfg.Window.Address(d.place(), s.backURL(), state), http.StatusSeeOther) //nolint:gosec // to the configured window
}

func (s *Service) backURL() string { return s.cfg.Base() + wire.PathConnect + "/back" }

// back is where the provider's own page leads to, with a code or with a refusal. Its
// state works once.
func (s *Service) back(w http.ResponseWriter, r *http.Request) {
	d, err := s.byWindow(r)
	q := r.URL.Query()
	if err == nil {
		d, err = s.edit(r.Context(), d, func(d *document) error {
			if d.Back == "" || d.Back != hashOf(q.Get("state")) {
				return errStale()
			}
			d.Back = ""
			return nil
		})
	}
	if err != nil {
		s.gone(w, err)
		return
	}
	switch code := q.Get("code"); {
	case code == "":
		_, err = s.failed(r.Context(), d, refuse("cancelled"))
	case !fits(code):
		_, err = s.failed(r.Context(), d, refuse("code"))
	default:
		_, err = s.code(r.Context(), d, desk.Secret(code), s.backURL())
	}
	if err != nil {
		s.gone(w, err)
		return
	}
	// The code leaves the address bar.
	http.Redirect(w, r, wire.PathConnect, http.StatusSeeOther)
}

func fits(code string) bool { return code != "" && len(code) <= maxCode && desk.Printable(code) }

// answer is what the script shows next.
type answer struct {
	View string `json:"view"`
	Said string `json:"said,omitempty"`
}

// asked answers what the page's script sends: JSON from the page itself, with its
// cookie.
func (s *Service) asked(do func(ctx context.Context, d *document, body []byte) (*document, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d, err := s.byWindow(r)
		var body []byte
		if err == nil {
			body, err = s.bodyOf(w, r)
		}
		if err == nil {
			d, err = do(r.Context(), d, body)
		}
		out := answer{View: "done"}
		switch {
		case errors.Is(err, errStay):
			out = answer{View: "window"}
		case err != nil:
			if desk.CodeOf(err) == desk.CodeInternal {
				s.cfg.Log.Error("sign-up failed", "err", err)
			}
			out = answer{View: "gone", Said: words.Of(err)}
		case d.Said != nil:
			out = answer{View: "refused", Said: words.Of(d.Said.Err())}
		case d.Stage == wire.StageOpened:
			out = answer{View: "window"}
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(out) //nolint:errcheck // the reader may be gone
	}
}

// errStay says that there is nothing to show: what came means nothing here.
var errStay = errors.New("nothing to show")

func (s *Service) bodyOf(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	origin, err := url.Parse(r.Header.Get("Origin"))
	if kind != "application/json" || err != nil || r.Header.Get("Origin") != "" && origin.Host != r.Host {
		return nil, desk.Refuse(desk.CodeForbidden, "host")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, desk.Refuse(desk.CodeInvalid, "badBody")
	}
	return body, nil
}

func (s *Service) takeCode(ctx context.Context, d *document, body []byte) (*document, error) {
	var in struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(body, &in) != nil || !fits(in.Code) {
		return nil, desk.Refuse(desk.CodeInvalid, "badBody")
	}
	return s.code(ctx, d, desk.Secret(in.Code), "")
}

func (s *Service) takeEvent(ctx context.Context, d *document, body []byte) (*document, error) {
	e, ok := s.cfg.Window.Event(body)
	if !ok {
		return nil, errStay
	}
	return s.happened(ctx, d, e)
}

func (s *Service) takePage(ctx context.Context, d *document, body []byte) (*document, error) {
	var in struct {
		What string `json:"what"`
	}
	if json.Unmarshal(body, &in) != nil {
		return nil, desk.Refuse(desk.CodeInvalid, "badBody")
	}
	return s.told(ctx, d, in.What)
}
