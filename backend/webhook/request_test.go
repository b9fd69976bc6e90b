package webhook

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// special answers in its own way.
type special struct{ status int }

func (s special) Reply(body []byte) (status int, contentType, text string) {
	if s.status == http.StatusNoContent {
		return s.status, "", ""
	}
	return s.status, "text/xml", "<" + string(body) + "/>"
}

func TestKept_answersAsTheSenderWants(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from              any
		status            int
		contentType, body string
	}{
		"nothing special": {struct{}{}, http.StatusOK, "text/plain; charset=utf-8", ""},
		"a text":          {special{http.StatusOK}, http.StatusOK, "text/xml", "<Response/>"},
		"no content":      {special{http.StatusNoContent}, http.StatusNoContent, "", ""},
	} {
		a := answerer{provider: "x", metrics: NewMetrics(nil)}
		w := httptest.NewRecorder()
		a.kept(w, tt.from, []byte("Response"))
		if w.Code != tt.status || w.Header().Get("Content-Type") != tt.contentType || w.Body.String() != tt.body || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v %q", name, w.Code, w.Header(), w.Body)
		}
	}
}

// The address that a signature covers is made of the configured one, whatever the
// request calls its host.
func TestRequest_believesNoHost(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "http://inner:8480/webhooks/x/AC1?b=2&a=%20", http.NoBody)
	r.Host = "evil.example"
	r.Header.Set("X-Forwarded-Host", "evil.example")
	for public, want := range map[string]string{"https://parley.example": "https://parley.example/webhooks/x/AC1?b=2&a=%20", "": ""} {
		r.RequestURI = ""
		got := answerer{public: func() string { return public }}.request(r, []byte("x"))
		if got.Address != want || got.Method != http.MethodPost || got.RawQuery != "b=2&a=%20" || got.Header("X-Forwarded-Host") == "" || string(got.Body) != "x" {
			t.Errorf("%q: %+v", public, got)
		}
	}
}
