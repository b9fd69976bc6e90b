package vonage_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// Where the SMS of a number go that has no address of its own is asked by the call
// that changes it: nothing may be named in it, an empty value would remove what is set.
func TestWhereSMS_readsTheAccountsAddressAndChangesNothing(t *testing.T) {
	t.Parallel()
	const account = "https://shop.example/sms?key=1"
	c := carrier(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.URL.Path != "/account/settings" || r.URL.RawQuery != "" || len(body) != 0 {
			t.Errorf("asked %s %s with %q", r.Method, r.URL, body)
		}
		fmt.Fprintf(w, `{"mo-callback-url":%q,"dr-callback-url":"","max-outbound-request":30,"max-inbound-request":30,"max-calls-per-second":30}`, account)
	})
	got, err := c.WhereSMS(t.Context(), channel.CarrierNumber{E164: "+447700900001", Country: "GB"})
	if err != nil || got != account {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWhereSMS_ownAddressNeedsNoCall(t *testing.T) {
	t.Parallel()
	c := carrier(t, func(http.ResponseWriter, *http.Request) { t.Error("it was asked") })
	got, err := c.WhereSMS(t.Context(), channel.CarrierNumber{E164: "+447700900001", Country: "GB", SMSURL: "https://own.example"})
	if err != nil || got != "https://own.example" {
		t.Errorf("got %q, %v", got, err)
	}
}

// An answer that does not say where SMS go is no "nowhere": others' SMS would be lost.
func TestWhereSMS_oddAnswersAreErrors(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]desk.Code{
		`{}`: desk.CodeUnavailable, `{"mo-callback-url":7}`: desk.CodeUnavailable, `[]`: desk.CodeUnavailable, ``: desk.CodeUnavailable,
		`{"error-code":"401","error-code-label":"authentication failed"}`: desk.CodeUnauthorized,
	} {
		c := carrier(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) })
		if got, err := c.WhereSMS(t.Context(), channel.CarrierNumber{}); desk.CodeOf(err) != want || got != "" {
			t.Errorf("%s: %q, %v; want %s", answer, got, err, want)
		}
	}
	c := carrier(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"mo-callback-url":""}`) })
	if got, err := c.WhereSMS(t.Context(), channel.CarrierNumber{}); got != "" || err != nil {
		t.Errorf("none set: %q, %v", got, err)
	}
}

// An update clears what it does not say: a number whose calls go somewhere keeps that.
func TestRedirectSMS_keepsWhatElseIsSet(t *testing.T) {
	t.Parallel()
	var form string
	c := carrier(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			if q := r.URL.Query(); q.Get("pattern") != "447700900001" || q.Get("country") != "GB" {
				t.Errorf("asked for %s", r.URL)
			}
			fmt.Fprint(w, `{"count":2,"numbers":[{"country":"GB","msisdn":"4477009000012","voiceCallbackValue":"another"},`+
				`{"country":"GB","msisdn":"447700900001","moHttpUrl":"https://x.example","app_id":"aaaa-bbbb","voiceCallbackType":"tel","voiceCallbackValue":"442079460000",`+
				`"messagesCallbackType":"app","messagesCallbackValue":"cccc"}]}`)
			return
		}
		_ = r.ParseForm()
		form = r.PostForm.Encode()
		fmt.Fprint(w, `{"error-code":"200","error-code-label":"success"}`)
	})
	if err := c.RedirectSMS(t.Context(), channel.CarrierNumber{E164: "+447700900001", Country: "GB"}, "https://relay.example"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"app_id=aaaa-bbbb", "voiceCallbackType=tel", "voiceCallbackValue=442079460000", "messagesCallbackType=app", "messagesCallbackValue=cccc", "moHttpUrl=https%3A%2F%2Frelay.example"} {
		if !strings.Contains(form, want) {
			t.Errorf("sent %q, want %s in it", form, want)
		}
	}
}

func TestRedirectSMS_numberThatIsGone_isNotFound(t *testing.T) {
	t.Parallel()
	c := carrier(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Error("changed")
		}
		fmt.Fprint(w, `{}`)
	})
	if err := c.RedirectSMS(t.Context(), channel.CarrierNumber{E164: "+447700900001", Country: "GB"}, ""); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("got %v", err)
	}
}
