package app

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestCannotStartPage_tellsTheReasonAsText(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	cannotStartPage(`The queue is of a newer Parley: <script>alert(1)</script>. Update the app.`, "/home/ana/parley.log").
		ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	body := w.Body.String()
	for _, want := range []string{"The queue is of a newer Parley: &lt;script&gt;", "Update the app.", "<h1>Parley cannot start</h1>", "Nothing was deleted. More is in <code>", "/home/ana/parley.log", `lang="en"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, "<script") {
		t.Error("a reason became markup")
	}
}
