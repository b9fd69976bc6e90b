package httpd_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/httpd"
)

// A small body is read as JSON or refused in a way that says which it was: too
// large, cut short, no JSON. What was in it is never repeated.
func TestReadJSON_readsOrSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	type ask struct {
		Name string `json:"name"`
	}
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, err := httpd.ReadJSON[ask](w, r)
		if err != nil {
			httpd.WriteError(w, err)
			return
		}
		httpd.WriteJSON(w, in)
	})
	b := start(t, echo)
	padded := func(size int) string {
		return `{"name":"hunter2"}` + strings.Repeat(" ", size-len(`{"name":"hunter2"}`))
	}
	for name, c := range map[string]struct {
		body   string
		status int
		sub    string
	}{
		"a body":           {`{"name":"hunter2"}`, http.StatusOK, ""},
		"at the bound":     {padded(64 << 10), http.StatusOK, ""},
		"beyond the bound": {padded(64<<10 + 1), http.StatusRequestEntityTooLarge, httpd.SubcodeTooLarge},
		"nothing":          {``, http.StatusBadRequest, "json"},
		"no JSON":          {`name=hunter2`, http.StatusBadRequest, "json"},
		"another type":     {`{"name":["hunter2"]}`, http.StatusBadRequest, "json"},
		"two values":       {`{"name":"hunter2"}{}`, http.StatusBadRequest, "json"},
	} {
		res, text := b.do(t, http.MethodPost, "http://"+b.PublicAddr()+"/", strings.NewReader(c.body))
		if res.StatusCode != c.status || res.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%s: answered %d %v, want %d", name, res.StatusCode, res.Header, c.status)
		}
		if c.status == http.StatusOK {
			continue
		}
		var got httpd.ErrorBody
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Error.Subcode != c.sub || strings.Contains(text, "hunter2") {
			t.Errorf("%s: answered %s, %v; want subcode %q and nothing of the body", name, text, err, c.sub)
		}
	}
}

// A client that goes away in the middle has sent nothing that counts.
func TestReadBody_cutShortIsNoBody(t *testing.T) {
	t.Parallel()
	got := make(chan error, 1)
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := httpd.ReadBody(w, r, 1<<20)
		got <- err
	}))
	conn, err := net.Dial("tcp", b.PublicAddr())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"half\":"); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "cutShort" {
		t.Errorf("half a body gives %v", err)
	}
}

// Errors that clients may try again say when; those that are final do not, and a
// handler that knows better is not overruled.
func TestWriteError_saysWhenToTryAgain(t *testing.T) {
	t.Parallel()
	for code, again := range map[desk.Code]bool{
		desk.CodeUnavailable: true, desk.CodeTooMany: true,
		desk.CodeInvalid: false, desk.CodeUnauthorized: false, desk.CodeForbidden: false, desk.CodeNotFound: false, desk.CodeConflict: false,
	} {
		rec := httptest.NewRecorder()
		httpd.WriteError(rec, desk.Refuse(code, ""))
		if got := rec.Header().Get("Retry-After") != ""; got != again {
			t.Errorf("%s: Retry-After is there: %v, want %v", code, got, again)
		}
	}
	rec := httptest.NewRecorder()
	rec.Header().Set("Retry-After", "60")
	httpd.WriteError(rec, desk.Refuse(desk.CodeTooMany, "requests"))
	if got := rec.Header().Get("Retry-After"); got != "60" {
		t.Errorf("Retry-After became %q", got)
	}
	rec = httptest.NewRecorder()
	httpd.WriteError(rec, desk.Refuse("novel", ""))
	if rec.Code != http.StatusInternalServerError || !strings.Contains(rec.Body.String(), `"code":"internal"`) {
		t.Errorf("an unknown code is answered %d %s", rec.Code, rec.Body)
	}
}

// With no names the operator has not said what the relay is called, and everything
// passes.
func TestKnownHosts_withoutNamesAsksNothing(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{nil, {}} {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		req.Host = "evil.example"
		httpd.KnownHosts(names, http.HandlerFunc(ok)).ServeHTTP(rec, req)
		if rec.Code != http.StatusOK {
			t.Errorf("%d", rec.Code)
		}
	}
}
