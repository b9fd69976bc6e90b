package provision_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func TestRequest_waitsBetweenCodes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, _ := r.asked(r.connected(gb))
	ask := func(method string) (wire.Setup, error) {
		return call[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: method})
	}
	_, err := ask("IVR")
	r.refused("another way", err, desk.CodeInvalid, "method")
	r.graph.set(nil)
	_, err = ask("VOICE")
	r.refused("at once", err, desk.CodeTooMany, "resend")
	if !strings.Contains(words.Of(err), "60 seconds") || r.graph.count("request_code") != 0 {
		t.Errorf("says %q, asked %d times", words.Of(err), r.graph.count("request_code"))
	}
	r.start(r.config()) // a restart forgets no wait
	_, err = ask("SMS")
	r.refused("at once, after a restart", err, desk.CodeTooMany, "resend")
	r.clock.pass(time.Minute)
	if st, err = ask("VOICE"); err != nil || st.CodeMethod != "VOICE" || st.Said != nil || st.CodeCameAt != 0 {
		t.Errorf("by call: %+v, %v", st, err)
	}
	// The first SMS is still in the gate, and dead.
	_, err = call[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
	r.refused("the code before", err, desk.CodeNotFound, "noCode")
	if got := must[wire.SealedCode](r, r.maria, wire.CallSetupCode.Name, wire.SetupRef{SetupID: st.ID}); got.Found {
		t.Error("a dead code is shown")
	}
}

func TestRequest_refusedInPlainWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	for _, c := range []struct {
		code  int
		words string
		wait  time.Duration
	}{
		{136024, "Meta did not send a code", time.Minute},
		{190, "access token has expired", time.Minute},
		{80007, "within an hour", time.Hour},
		{2494100, "maintaining this number", 10 * time.Minute},
		{131000, "temporary problem", time.Minute},
	} {
		r.graph.set(fails("POST /v23.0/"+st.PhoneID+"/request_code", c.code))
		got := must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
		if got.ProblemCode != c.code || !strings.Contains(troubleOf(got.Said), c.words) || !strings.Contains(troubleOf(got.Said), "said by Meta") {
			t.Errorf("%d: %q", c.code, troubleOf(got.Said))
		}
		if n := r.graph.count("request_code"); n != 1 {
			t.Errorf("%d: asked %d times", c.code, n)
		}
		if wait := got.ResendAt - r.clock.now().UnixMilli(); wait != c.wait.Milliseconds() {
			t.Errorf("%d: next in %d ms", c.code, wait)
		}
		r.revive(c.code)
		r.clock.pass(c.wait)
		must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
	}
	r.graph.set(func(q *http.Request) (int, string) {
		if strings.HasSuffix(q.URL.Path, "request_code") {
			panic(http.ErrAbortHandler) // sent, no answer: it may have been done
		}
		return 0, ""
	})
	got := must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	if !strings.Contains(troubleOf(got.Said), "did not confirm") || got.ResendAt <= r.clock.now().UnixMilli() {
		t.Errorf("no answer: %+v", got)
	}
}

func TestRequest_verifiedAlready_goesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, code := r.asked(r.connected(gb))
	// Verified in Meta's own window meanwhile.
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.graph.URL+"/v23.0/"+st.PhoneID+"/verify_code", strings.NewReader(`{"code":"`+code.Code+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d", resp.StatusCode)
	}
	r.clock.pass(resend)
	got := must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	if got.Step != wire.StepSettings || got.VerifiedAt == 0 || got.Said != nil {
		t.Errorf("got %+v", got)
	}
}

func TestVerify_wrongTypedAndExpired(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	try := func(code string) (wire.Setup, error) {
		return call[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID, Code: code})
	}
	_, err := try("")
	r.refused("nothing came", err, desk.CodeNotFound, "noCode")
	st, code := r.asked(st)
	for _, bad := range []string{"12345", "1234567", "abc", "12345６"} {
		_, err := try(bad)
		r.refused("form of "+bad, err, desk.CodeInvalid, "codeForm")
	}
	wrong := "000000"
	if code.Code == wrong {
		wrong = "111111"
	}
	got, err := try(wrong)
	if err != nil || got.ProblemCode != 136025 || !strings.Contains(troubleOf(got.Said), "wrong or has expired") || got.VerifiedAt != 0 || got.Step != wire.StepVerify {
		t.Errorf("wrong: %+v, %v", got, err)
	}
	if strings.Contains(troubleOf(got.Said), wrong) {
		t.Error("the problem quotes the code")
	}
	if err := r.world.ExpireCode(st.PhoneID); err != nil {
		t.Fatal(err)
	}
	r.clock.pass(9 * time.Minute)
	must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
	r.clock.pass(61 * time.Second)
	_, err = try("")
	r.refused("the caught one, after ten minutes", err, desk.CodeNotFound, "codeExpired")
	got, err = try(code.Code)
	if err != nil || !strings.Contains(troubleOf(got.Said), "has expired") || !strings.Contains(troubleOf(got.Said), "Request a new one") {
		t.Errorf("typed after ten minutes: %q, %v", troubleOf(got.Said), err)
	}
	st, code = r.asked(st)
	if got, err = try(" " + code.Code[:3] + "-" + code.Code[3:] + " "); err != nil || got.VerifiedAt == 0 || got.Said != nil || got.ProblemCode != 0 {
		t.Errorf("typed with a hyphen: %+v, %v", got, err)
	}
	r.graph.set(nil)
	if got, err = try(code.Code); err != nil || got.VerifiedAt == 0 || r.graph.count("verify_code") != 0 {
		t.Errorf("again: %+v, %v", got, err)
	}
}

// Guards against locking the number at Meta by guessing.
func TestVerify_stopsAfterFiveWrongOnes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, _ := r.asked(r.connected(gb))
	r.graph.set(fails("verify_code", 136025))
	for range 5 {
		must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID, Code: "123456"})
	}
	_, err := call[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID, Code: "123456"})
	r.refused("the sixth", err, desk.CodeTooMany, "wrongCodes")
	if n := r.graph.count("verify_code"); n != 5 {
		t.Errorf("%d went to Meta", n)
	}
	r.graph.set(nil)
	r.clock.pass(resend)
	st, _ = r.asked(st)
	if got := must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID}); got.VerifiedAt == 0 {
		t.Errorf("with a new one: %+v", got)
	}
}

// The answer got lost, the number is verified: that is what counts.
func TestVerify_lostAnswer_isLookedUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st, _ := r.asked(r.connected(gb))
	r.graph.set(func(q *http.Request) (int, string) {
		if !strings.HasSuffix(q.URL.Path, "verify_code") || q.Header.Get("X-Test") != "" {
			return 0, ""
		}
		// Done at Meta, and then answered with nonsense.
		again, err := http.NewRequestWithContext(q.Context(), http.MethodPost, r.graph.URL+q.URL.Path, q.Body)
		if err != nil {
			return http.StatusInternalServerError, ""
		}
		again.Header = q.Header.Clone()
		again.Header.Set("X-Test", "1")
		resp, err := http.DefaultClient.Do(again)
		if err != nil {
			return http.StatusInternalServerError, ""
		}
		_ = resp.Body.Close()
		return http.StatusBadGateway, "<html>"
	})
	if got := must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID}); got.VerifiedAt == 0 || got.Said != nil {
		t.Errorf("got %+v", got)
	}
}

// That the code was copied belongs to the code that came last, and only its holder says it.
func TestCopied_belongsToTheCodeThatCameLast(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.link()
	st := r.connected(gb)
	ref := wire.SetupRef{SetupID: st.ID}
	must[struct{}](r, r.maria, wire.CallSetupCopied.Name, ref)
	if st, _ = r.asked(st); st.CodeCopiedAt != 0 {
		t.Error("copied before it came")
	}
	r.clock.pass(3 * time.Second)
	_, err := call[struct{}](r, r.ben, wire.CallSetupCopied.Name, ref)
	r.refused("by another", err, desk.CodeConflict, "leaseLost")
	must[struct{}](r, r.maria, wire.CallSetupCopied.Name, ref)
	r.start(r.config())
	if got := must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, ref); got.CodeCopiedAt != r.clock.now().UnixMilli() {
		t.Errorf("copied at %d", got.CodeCopiedAt)
	}
	if err := r.world.SendSMS(gb, "WhatsApp", "WhatsApp code 111-222"); err != nil {
		t.Fatal(err)
	}
	r.nextPush()
	if got := must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, ref); got.CodeCopiedAt != 0 {
		t.Error("the next code was copied before it came")
	}
}
