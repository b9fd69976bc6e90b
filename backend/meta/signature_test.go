package meta_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/meta"
)

func TestVerifySignature_onlyExactBytesUnderAKnownSecret(t *testing.T) {
	t.Parallel()
	body := []byte(`{"object":"whatsapp_business_account","entry":[]}`)
	good := meta.Sign("new secret", body)
	old := meta.Sign("old secret", body)
	both := []string{"new secret", "old secret"}
	tests := []struct {
		name    string
		body    string
		header  string
		secrets []string
		want    bool
	}{
		{"current secret", string(body), good, both, true},
		{"old secret during a rotation", string(body), old, both, true},
		{"old secret after the rotation", string(body), old, []string{"new secret"}, false},
		{"upper-case digits", string(body), "sha256=" + strings.ToUpper(good[7:]), both, false},
		{"body with one byte more", string(body) + " ", good, both, false},
		{"empty body", "", good, both, false},
		{"no secret at all", string(body), good, nil, false},
		{"empty secret", string(body), meta.Sign("", body), []string{""}, false},
		{"empty secret beside a real one", string(body), meta.Sign("", body), []string{"", "new secret"}, false},
		{"no header", string(body), "", both, false},
		{"no prefix", string(body), good[7:], both, false},
		{"old SHA-1 header", string(body), "sha1=" + good[7:47], both, false},
		{"cut short", string(body), good[:len(good)-2], both, false},
		{"not hex", string(body), "sha256=" + strings.Repeat("zz", 32), both, false},
		{"trailing space", string(body), good + " ", both, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := meta.VerifySignature([]byte(tt.body), tt.header, tt.secrets...); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestVerifyHandshake_echoesOnlyDigitsForTheRightToken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query, token, want string
	}{
		{"as Meta sends it", "hub.mode=subscribe&hub.challenge=0158201444&hub.verify_token=tok%2Ben", "tok+en", "0158201444"},
		{"twenty digits", "hub.mode=subscribe&hub.challenge=12345678901234567890&hub.verify_token=t", "t", "12345678901234567890"},
		{"wrong token", "hub.mode=subscribe&hub.challenge=1&hub.verify_token=tokem", "token", ""},
		{"token missing", "hub.mode=subscribe&hub.challenge=1", "token", ""},
		{"no token configured", "hub.mode=subscribe&hub.challenge=1&hub.verify_token=", "", ""},
		{"other mode", "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=t", "t", ""},
		{"no challenge", "hub.mode=subscribe&hub.verify_token=t", "t", ""},
		{"twenty-one digits", "hub.mode=subscribe&hub.challenge=123456789012345678901&hub.verify_token=t", "t", ""},
		{"markup", "hub.mode=subscribe&hub.challenge=<script>&hub.verify_token=t", "t", ""},
		{"digits of another script", "hub.mode=subscribe&hub.challenge=%D9%A1&hub.verify_token=t", "t", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			query, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := meta.VerifyHandshake(query, tt.token)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("got %q, %v, want %q", got, ok, tt.want)
			}
		})
	}
}

func FuzzVerifySignature(f *testing.F) {
	f.Add([]byte(`{}`), meta.Sign("s", []byte(`{}`)), "s")
	f.Add([]byte(``), "sha256=", "")
	f.Fuzz(func(t *testing.T, body []byte, header, secret string) {
		if meta.VerifySignature(body, header, secret) && !strings.EqualFold(header, meta.Sign(secret, body)) {
			t.Errorf("a header that is not the signature was accepted: %q", header)
		}
		if own := meta.VerifySignature(body, meta.Sign(secret, body), secret); own != (secret != "") {
			t.Errorf("own signature verified: %v with secret of %d bytes", own, len(secret))
		}
	})
}
