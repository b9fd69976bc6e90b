package signup

import (
	_ "embed" // the page's files
	"html/template"
	"net/http"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/words"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS []byte

// page writes the page in a browser. html/template encodes what stands in it.
type page struct{ html *template.Template }

// shown is what one answer of the page says.
type shown struct {
	View string            // which of its sections shows
	Said string            // the sentence of a refusal
	App  string            // the app's name
	Live bool              // the window can be opened from it
	Told map[string]string // what the script has to know
}

// newPage reads the page's file. One that cannot be read is a programmer's error.
func newPage() page {
	return page{template.Must(template.New("page").Funcs(template.FuncMap{
		"say": func(key string, pairs ...string) string {
			p := desk.Params{}
			for i := 0; i+1 < len(pairs); i += 2 {
				p[pairs[i]] = pairs[i+1]
			}
			return words.Sentence(words.Connect+":"+key, p)
		},
	}).Parse(pageHTML))}
}

func (p page) write(w http.ResponseWriter, status int, v shown) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	p.html.Execute(w, v) //nolint:errcheck,gosec // the reader may be gone
}

// guard sets what keeps the page to itself: nothing of it is stored, no address of it
// goes elsewhere, it stands in no frame, and it runs and asks nothing but its own and
// what the provider's window needs.
func (s *Service) guard(w http.ResponseWriter) {
	scripts, hosts := s.cfg.Window.Sources()
	script, host := strings.Join(scripts, " "), strings.Join(hosts, " ")
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'self'; "+
		"script-src 'self' "+script+"; connect-src 'self' "+host+"; frame-src "+host+"; img-src 'self' data: "+host)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	// The window is one of another origin and must find the page that opened it.
	h.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
}
