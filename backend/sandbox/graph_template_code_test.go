package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
)

// Whoever makes a template of a login code sends no text: it is Meta's, and its button comes
// back as a link that ends with the code.
func TestTemplate_aLoginCodeGetsMetasText(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	in := draft("code", obj{"type": "BODY", "add_security_recommendation": true}, buttons(obj{"type": "OTP", "otp_type": "COPY_CODE"}))
	in["category"] = "AUTHENTICATION"
	if id, code := r.create(in); id == "" {
		t.Fatalf("refused with %d", code)
	}
	_, list := r.graph("GET", templates+"?name=code", nil)
	got := fmt.Sprint(list["data"])
	for _, want := range []string{"{{1}}* is your verification code. For your security", "code=otp{{1}}", "Copy code", "URL"} {
		if !strings.Contains(got, want) {
			t.Errorf("without %q: %s", want, got)
		}
	}
}
