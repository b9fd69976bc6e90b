package meta_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/meta/metaspec"
)

const (
	testToken = "EAAtesttoken0123456789"
	phoneID   = "810020030040050"
	wabaID    = "700100200300400"
)

func newClient(base string) *meta.Client {
	return &meta.Client{BaseURL: base, Version: "v23.0", Token: meta.StaticToken(testToken)}
}

// notInFile are the requests that Meta's file leaves out.
var notInFile = map[string]string{
	"app subscriptions":     "belongs to the whole Graph API: facebook's page on the subscriptions edge has it",
	"subscribe to webhooks": "as app subscriptions",
	"ask phone for names":   "the file is older than numbers that stay on a phone: Meta's page on onboarding WhatsApp Business app users has it",
	"ask phone for history": "the same page has it",
	"fetch granted":         "belongs to the whole Graph API: Meta's page on Hosted Embedded Signup has it",
	"clear redirect":        "the file takes no empty address, which is how Meta's page on overrides removes one",
	"debug token":           "belongs to the whole Graph API, not to WhatsApp; Meta's page on permissions has it",
}

func TestClient_everyEndpoint_asksAndReadsAsMetaSays(t *testing.T) {
	t.Parallel()
	spec := metasFile(t)
	for _, x := range exchanges() {
		t.Run(x.name, func(t *testing.T) {
			var r *http.Request
			var body []byte
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				r = req
				body, _ = io.ReadAll(req.Body)
				fmt.Fprint(w, x.answer)
			}))
			defer server.Close()
			got, err := x.call(t.Context(), newClient(server.URL))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(x.request, r.Method+" "+r.URL.RequestURI()+" "+string(body)); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
			if got, want := r.Header.Get("Authorization"), "Bearer "+testToken; got != want {
				t.Errorf("authorization %q, want %q", got, want)
			}
			if x.template == "" {
				if notInFile[x.name] == "" {
					t.Error("no path of Meta's file, and no reason why")
				}
				return
			}
			if spec != nil {
				checkAgainstFile(t, spec, x, r, body)
			}
		})
	}
}

func checkAgainstFile(t *testing.T, spec *metaspec.Spec, x exchange, r *http.Request, body []byte) {
	t.Helper()
	for _, path := range []string{r.URL.Path, x.template} {
		for _, bad := range spec.CheckRequest(r.Method, path, r.URL.Query(), r.Header.Get("Content-Type"), body) {
			t.Errorf("request to %s: %s", path, bad)
		}
	}
	// Not of the client: that the answers of this table are what Meta sends.
	for _, bad := range spec.CheckResponse(r.Method, x.template, http.StatusOK, []byte(x.answer)) {
		t.Errorf("answer of %s: %s", x.template, bad)
	}
}

func TestListPhoneNumbers_readsEveryPageByCursor(t *testing.T) {
	t.Parallel()
	asked := []string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		after := r.URL.Query().Get("after")
		asked = append(asked, after)
		// The next link leads elsewhere: nobody may follow it.
		next := `,"next":"http://127.0.0.1:1/stolen?access_token=x"`
		if after == "c2" {
			next = ""
		}
		fmt.Fprintf(w, `{"data":[{"id":"%d","status":"CONNECTED"}],"paging":{"cursors":{"after":"c%d"}%s}}`, len(asked), len(asked), next)
	}))
	defer server.Close()
	numbers, err := newClient(server.URL).ListPhoneNumbers(t.Context(), wabaID)
	if err != nil {
		t.Fatal(err)
	}
	if len(numbers) != 3 || numbers[2].ID != "3" {
		t.Errorf("got %d numbers: %v", len(numbers), asked)
	}
	if diff := cmp.Diff([]string{"", "c1", "c2"}, asked); diff != "" {
		t.Errorf("cursors (-want +got):\n%s", diff)
	}
}
