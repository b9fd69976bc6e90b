package sandbox_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/sandbox"
)

func (r *rig) asApp(method, token string, body any) (int, map[string]any) {
	r.t.Helper()
	return r.request(method, "/graph/v25.0/"+sandbox.DefaultAppID+"/subscriptions", "Bearer "+token, body)
}

// What is asked about an app is answered to the app alone: its token is its id and
// its secret.
func TestGraph_anAppIsAskedWithItsOwnToken(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	good := sandbox.DefaultAppID + "|" + sandbox.DefaultAppSecret
	for name, c := range map[string]struct {
		token string
		want  int
	}{
		"a person's token": {sandbox.DefaultToken, 15},
		"another secret":   {sandbox.DefaultAppID + "|wrong-secret", 190},
		"another app":      {"4711|" + sandbox.DefaultAppSecret, 101},
		"no secret":        {sandbox.DefaultAppID + "|", 190},
	} {
		if s, b := r.asApp("GET", c.token, nil); s != 400 && s != 401 || code(b) != c.want {
			t.Errorf("%s: %d %v", name, s, b)
		}
	}
	s, b := r.asApp("GET", good, nil)
	sub := as[obj](as[[]any](b["data"])[0])
	if s != 200 || sub["callback_url"] != r.hookBase()+"/webhooks/meta/practice" || len(as[[]any](sub["fields"])) < 10 {
		t.Errorf("%d %v", s, b)
	}
	if s, _ := r.graph("GET", "/"+waba, nil); s != 200 {
		t.Errorf("an account is asked with the token of a person: %d", s)
	}
}

// Of a field to which the app has not subscribed nothing comes.
func TestGraph_onlySubscribedFieldsAreSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	good := sandbox.DefaultAppID + "|" + sandbox.DefaultAppSecret
	set := func(fields string) (int, map[string]any) {
		return r.asApp("POST", good, obj{
			"object": "whatsapp_business_account", "callback_url": r.hookBase() + "/meta", "verify_token": "secret word", "fields": fields,
		})
	}
	if s, b := set("account_update, nonsense"); s != 400 {
		t.Fatalf("a field that there is not: %d %v", s, b)
	}
	if s, b := set("account_update"); s != 200 {
		t.Fatalf("%d %v", s, b)
	}
	r.write("lena", "unheard")
	if s, b := set("account_update,messages"); s != 200 {
		t.Fatalf("%d %v", s, b)
	}
	r.write("lena", "heard")
	r.until("the second", func() bool { return len(r.messages()) == 1 })
	r.drained()
	if m := r.messages(); len(m) != 1 || as[obj](m[0]["text"])["body"] != "heard" {
		t.Errorf("came: %v", m)
	}
}
