package sandbox

import (
	"embed"
	"net/http"
)

// The files of the sign-in window: the SDK that pages load, and the window itself.
//
//go:embed facebook
var facebookFiles embed.FS

// choices is what the sign-in window shows.
type choices struct {
	Accounts []choice `json:"accounts"`
	Numbers  []choice `json:"numbers"`
}

type choice struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Account string `json:"account,omitempty"` // of a number
}

// Facebook answers as www.facebook.com and connect.facebook.net do for a sign-in: the
// SDK, the dialog with its choices, and buttons for what can go wrong in it. Mount it
// under /facebook.
func (s *Sandbox) Facebook() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /facebook/sdk.js", facebookFile("sdk.js", "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /facebook/dialog.js", facebookFile("dialog.js", "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /facebook/dialog.css", facebookFile("dialog.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /facebook/{version}/dialog/oauth", facebookFile("dialog.html", "text/html; charset=utf-8"))
	mux.HandleFunc("GET /facebook/hosted", facebookFile("dialog.html", "text/html; charset=utf-8"))
	mux.HandleFunc("GET /facebook/choices", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.choices()) })
	mux.HandleFunc("POST /facebook/number", order(func(n NewNumber) (any, error) { return s.AddNumber(n) }))
	type proof struct {
		Number string `json:"number"`
		Code   string `json:"code"`
	}
	mux.HandleFunc("POST /facebook/proof", order(func(p proof) (any, error) { return success, s.Prove(p.Number, p.Code) }))
	mux.HandleFunc("POST /facebook/allow", order(func(w Wish) (any, error) { return s.Allow(w) }))
	return mux
}

func facebookFile(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		b, err := facebookFiles.ReadFile("facebook/" + name)
		if err != nil {
			panic("sandbox: " + err.Error()) // programmer error: the file is embedded
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(b)
	}
}

func (s *Sandbox) choices() choices {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := choices{Accounts: []choice{}, Numbers: []choice{}}
	for _, a := range s.w.Accounts {
		out.Accounts = append(out.Accounts, choice{ID: a.ID, Name: a.Name})
	}
	for _, n := range s.w.Numbers {
		out.Numbers = append(out.Numbers, choice{ID: n.ID, Name: display(n) + " · " + n.Name, Account: n.AccountID})
	}
	return out
}
