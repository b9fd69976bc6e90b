package vonage_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/vonage"
)

const secret = desk.Secret("my_secret_key_for_testing")

var signedAt = time.Unix(1385047698, 0)

// published are the carrier's own test values.
func published() vonage.Params {
	return vonage.Params{
		"message-timestamp": "2013-11-21 15:27:30", "messageId": "020000001B0FE827", "msisdn": "14843472194",
		"text": "Test again", "timestamp": "1385047698", "to": "13239877404", "type": "text",
	}
}

var publishedSignatures = map[vonage.Method]string{
	vonage.MethodMD5Hash: "d2e7b1dc968737c5998ad624e02f90b7",
	vonage.MethodMD5:     "DDEBD46008C2D4E93CCE578A332A52D5",
	vonage.MethodSHA1:    "27D0D05C2876C7CB1720DBCDBA4D492E1E55C09A",
	vonage.MethodSHA256:  "DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330",
	vonage.MethodSHA512: "E0D3C650F8C9D1A5C174D10DDDBFB003E561F59B265616208B0487C5D819481C" +
		"D3C311D59CF6165ECD1139622D5BA3A256C0D763AC4A9AD9144B5A426B94FE82",
}

func verifier(m vonage.Method, now time.Time, secrets ...desk.Secret) vonage.Verifier {
	return vonage.Verifier{Method: m, Secrets: secrets, Now: func() time.Time { return now }}
}

func TestVerify_publishedVectors(t *testing.T) {
	t.Parallel()
	for _, m := range vonage.Methods {
		for _, sig := range []string{publishedSignatures[m], strings.ToLower(publishedSignatures[m]), strings.ToUpper(publishedSignatures[m])} {
			p := published()
			p["sig"] = sig
			if err := verifier(m, signedAt, secret).Verify(p); err != nil {
				t.Errorf("%s: %v", m, err)
			}
			if err := verifier(m, signedAt, "new secret", secret).Verify(p); err != nil {
				t.Errorf("%s during rotation: %v", m, err)
			}
			p["text"] = "Test again."
			if err := verifier(m, signedAt, secret).Verify(p); desk.SubcodeOf(err) != vonage.SubBadSignature {
				t.Errorf("%s: a changed text gives %v", m, err)
			}
		}
	}
}

func TestSign_separatorsInValuesCannotForgeParameters(t *testing.T) {
	t.Parallel()
	a := vonage.Sign(vonage.MethodSHA256, secret, vonage.Params{"a": "1&b=2"})
	if b := vonage.Sign(vonage.MethodSHA256, secret, vonage.Params{"a": "1", "b": "2"}); a == b {
		t.Error("a value pretends to be another parameter")
	}
	if c := vonage.Sign(vonage.MethodSHA256, secret, vonage.Params{"a": "1_b_2"}); a != c {
		t.Error("& and = in values must become _")
	}
}

func TestVerify_refusals(t *testing.T) {
	t.Parallel()
	signed := func(m vonage.Method, s desk.Secret, change map[string]string) vonage.Params {
		p := published()
		maps.Copy(p, change)
		p["sig"] = vonage.Sign(m, s, p)
		return p
	}
	sha := vonage.MethodSHA256
	for name, c := range map[string]struct {
		v    vonage.Verifier
		p    vonage.Params
		want string
	}{
		"unsigned":           {verifier(sha, signedAt, secret), published(), vonage.SubUnsigned},
		"other method":       {verifier(vonage.MethodSHA512, signedAt, secret), signed(sha, secret, nil), vonage.SubBadSignature},
		"other secret":       {verifier(sha, signedAt, "x"), signed(sha, secret, nil), vonage.SubBadSignature},
		"no secret":          {verifier(sha, signedAt), signed(sha, secret, nil), vonage.SubBadSignature},
		"unknown method":     {verifier("rot13", signedAt, secret), signed(sha, secret, nil), vonage.SubBadSignature},
		"no time signed":     {verifier(sha, signedAt, secret), signed(sha, secret, map[string]string{"timestamp": ""}), vonage.SubStale},
		"zero value":         {vonage.Verifier{}, signed(sha, secret, nil), vonage.SubBadSignature},
		"no clock":           {vonage.Verifier{Method: sha, Secrets: []desk.Secret{secret}}, signed(sha, secret, nil), vonage.SubStale},
		"a day and an hour":  {verifier(sha, signedAt.Add(25*time.Hour), secret), signed(sha, secret, nil), vonage.SubStale},
		"from the future":    {verifier(sha, signedAt.Add(-6*time.Minute), secret), signed(sha, secret, nil), vonage.SubStale},
		"resent after a day": {verifier(sha, signedAt.Add(24*time.Hour), secret), signed(sha, secret, nil), ""},
		"clock a bit behind": {verifier(sha, signedAt.Add(-4*time.Minute), secret), signed(sha, secret, nil), ""},
	} {
		if err := c.v.Verify(c.p); desk.SubcodeOf(err) != c.want || (c.want != "") != (desk.CodeOf(err) == desk.CodeUnauthorized) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// A signature made with an empty key is what an attacker can compute, so an
// unset secret must never match.
func TestVerify_emptySecretNeverVerifies(t *testing.T) {
	t.Parallel()
	p := published()
	mac := hmac.New(sha256.New, nil)
	mac.Write([]byte("&message-timestamp=2013-11-21 15:27:30&messageId=020000001B0FE827&msisdn=14843472194" +
		"&text=Test again&timestamp=1385047698&to=13239877404&type=text"))
	p["sig"] = hex.EncodeToString(mac.Sum(nil))
	if err := verifier(vonage.MethodSHA256, signedAt, "").Verify(p); desk.SubcodeOf(err) != vonage.SubBadSignature {
		t.Errorf("params: %v", err)
	}
	token := jwt(`{"alg":"HS256"}`, claims(signedAt, "body"), "")
	v := vonage.TokenVerifier{Secrets: []desk.Secret{""}, Now: func() time.Time { return signedAt }}
	if _, err := v.Verify("Bearer "+token, []byte("body")); desk.SubcodeOf(err) != vonage.SubBadSignature {
		t.Errorf("token: %v", err)
	}
}

func claims(at time.Time, body string) string {
	sum := sha256.Sum256([]byte(body))
	return fmt.Sprintf(`{"iat":%d,"jti":"j1","iss":"Vonage","payload_hash":"%x","api_key":"abcd1234","application_id":"app1"}`, at.Unix(), sum)
}

func jwt(header, claims, key string) string {
	enc := base64.RawURLEncoding.EncodeToString
	input := enc([]byte(header)) + "." + enc([]byte(claims))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(input))
	return input + "." + enc(mac.Sum(nil))
}

func TestToken_verify(t *testing.T) {
	t.Parallel()
	const key, body, head = "signature secret", `{"message_uuid":"a"}`, `{"alg":"HS256","typ":"JWT"}`
	good := jwt(head, claims(signedAt, body), key)
	parts := strings.Split(good, ".")
	without := func(old, repl string) string {
		return jwt(head, strings.Replace(claims(signedAt, body), old, repl, 1), key)
	}
	for name, c := range map[string]struct {
		header, body string
		now          time.Time
		want         string
	}{
		"good":             {"Bearer " + good, body, signedAt, ""},
		"scheme case":      {"bearer " + good, body, signedAt, ""},
		"resent for a day": {"Bearer " + good, body, signedAt.Add(24 * time.Hour), ""},
		"upper case hash":  {"Bearer " + jwt(head, strings.ToUpper(claims(signedAt, body)), key), body, signedAt, vonage.SubBadSignature},
		"missing":          {"", body, signedAt, vonage.SubUnsigned},
		"basic":            {"Basic abc", body, signedAt, vonage.SubUnsigned},
		"reformatted body": {"Bearer " + good, `{"message_uuid": "a"}`, signedAt, vonage.SubBadSignature},
		"other key":        {"Bearer " + jwt(head, claims(signedAt, body), "x"), body, signedAt, vonage.SubBadSignature},
		"alg none":         {"Bearer " + jwt(`{"alg":"none"}`, claims(signedAt, body), key), body, signedAt, vonage.SubBadSignature},
		"alg RS256":        {"Bearer " + jwt(`{"alg":"RS256"}`, claims(signedAt, body), key), body, signedAt, vonage.SubBadSignature},
		"alg HS512":        {"Bearer " + jwt(`{"alg":"HS512"}`, claims(signedAt, body), key), body, signedAt, vonage.SubBadSignature},
		"critical header":  {"Bearer " + jwt(`{"alg":"HS256","crit":["b64"]}`, claims(signedAt, body), key), body, signedAt, vonage.SubBadSignature},
		"no signature":     {"Bearer " + parts[0] + "." + parts[1] + ".", body, signedAt, vonage.SubBadSignature},
		"two parts":        {"Bearer " + parts[0] + "." + parts[1], body, signedAt, vonage.SubBadSignature},
		"very long":        {"Bearer " + strings.Repeat("a", 9000), body, signedAt, vonage.SubBadSignature},
		"other issuer":     {"Bearer " + without("Vonage", "Somebody"), body, signedAt, vonage.SubBadSignature},
		"other account":    {"Bearer " + without("abcd1234", "ffff0000"), body, signedAt, vonage.SubBadSignature},
		"no payload hash":  {"Bearer " + without("payload_hash", "other"), body, signedAt, vonage.SubBadSignature},
		"no iat":           {"Bearer " + without("iat", "other"), body, signedAt, vonage.SubStale},
		"too old":          {"Bearer " + good, body, signedAt.Add(25 * time.Hour), vonage.SubStale},
		"too early":        {"Bearer " + good, body, signedAt.Add(-time.Hour), vonage.SubStale},
		"expired":          {"Bearer " + without(`"jti"`, `"exp":1385047000,"jti"`), body, signedAt, vonage.SubStale},
	} {
		v := vonage.TokenVerifier{Secrets: []desk.Secret{"old", key}, APIKey: "abcd1234", Now: func() time.Time { return c.now }}
		got, err := v.Verify(c.header, []byte(c.body))
		if desk.SubcodeOf(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if c.want == "" && (got.APIKey != "abcd1234" || got.ID != "j1" || got.ApplicationID != "app1" || got.IssuedAt != signedAt.UnixMilli()) {
			t.Errorf("%s: claims %+v", name, got)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("Bearer a.b.c", []byte("{}"), "ab")
	f.Add("Bearer "+jwt(`{"alg":"HS256"}`, claims(signedAt, "{}"), "k"), []byte("{}"), "00")
	f.Fuzz(func(t *testing.T, header string, body []byte, sig string) {
		now := func() time.Time { return signedAt }
		if _, err := (vonage.TokenVerifier{Secrets: []desk.Secret{"a secret nobody can guess"}, Now: now}).Verify(header, body); err == nil {
			t.Fatal("forged token accepted")
		}
		if err := verifier(vonage.MethodMD5Hash, signedAt, "a secret nobody can guess").Verify(vonage.Params{"sig": sig, "timestamp": "1385047698"}); err == nil {
			t.Fatal("forged signature accepted")
		}
	})
}
