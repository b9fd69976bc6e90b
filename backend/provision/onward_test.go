package provision_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/wire"
)

// ownLine is an address of ours on this computer, as that of the receiver in tests.
const ownLine = "http://127.0.0.1:9/webhooks/line/sms"

// receiver is where a number's SMS went before.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex // guards what follows
	got    []channel.Request
	status func(n int) int // of the n-th request, from 1; 0 = 200
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	rc := &receiver{}
	rc.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		rc.mu.Lock()
		defer rc.mu.Unlock()
		if q.Method == http.MethodGet && q.URL.RawQuery == "key=1" { // the carrier tries the address
			return
		}
		rc.got = append(rc.got, channel.Request{Method: q.Method, RawQuery: q.URL.RawQuery, Header: q.Header.Get, Body: body})
		if rc.status != nil {
			if status := rc.status(len(rc.got)); status != 0 {
				w.Header().Set("Location", "/elsewhere?x=1")
				w.WriteHeader(status)
			}
		}
	}))
	t.Cleanup(rc.Close)
	return rc
}

func (rc *receiver) requests() []channel.Request {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	return slices.Clone(rc.got)
}

func (rc *receiver) answer(f func(n int) int) {
	rc.mu.Lock()
	defer rc.mu.Unlock()
	rc.status = f
}

// posted is an SMS of the line as its webhook brought it.
func posted(id, body string) channel.SMS {
	s := text(id, gb, body)
	s.Provider = "line"
	s.Raws = []*channel.Raw{{Method: http.MethodPost, Body: []byte("id=" + id), Header: map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Bearer " + id, "X-Twilio-Signature": "sig-" + id,
	}}}
	return s
}

func (r *rig) carryOn() {
	r.t.Helper()
	if err := r.s.Load().CarryDue(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// live is a rig with a number whose SMS went to the receiver, being set up.
func live(t *testing.T) (*rig, *receiver, *line, wire.Setup) {
	t.Helper()
	rc := newReceiver(t)
	l := &line{own: rc.URL + "/sms?key=1"}
	r := newRig(t)
	r.start(l.at(r, ownLine))
	return r, rc, l, r.begin()
}

func bodies(list []channel.Request) (out []string) {
	for _, q := range list {
		out = append(out, string(q.Body))
	}
	return out
}

// SMS to a live number reach, while it is set up at Vonage, the address that they went to
// before, as they came: the receiver finds them signed by its carrier. In every transport,
// whole and in parts. The set-up's code is its holder's alone.
func TestOnward_liveNumber_othersSMSArriveAsTheyCame(t *testing.T) {
	t.Parallel()
	for _, transport := range []string{sandbox.TransportGET, sandbox.TransportForm, sandbox.TransportJSON} {
		for _, parts := range []int{1, 3} {
			t.Run(fmt.Sprint(transport, parts), func(t *testing.T) {
				t.Parallel()
				r := newRig(t)
				r.link()
				rc := newReceiver(t)
				r.setAtVonage("/account/settings", url.Values{"moCallBackUrl": {rc.URL + "/sms?key=1"}})
				if err := r.world.SetCarrier(sandbox.Carrier{Transport: transport, Parts: parts, DelayMs: 1, Signature: sandbox.SignSHA256}); err != nil {
					t.Fatal(err)
				}
				st := r.connected(gb)
				_, code := r.asked(st)
				const said = "Your parcel with number 204 815 is at the shop. See you at eight & bring 2=two."
				if err := r.world.SendSMS(gb, "Bank", said); err != nil {
					t.Fatal(err)
				}
				if got := rc.await(t, r, parts); got != said {
					t.Errorf("arrived: %q", got)
				}
				if code.Code == "" || strings.Contains(fmt.Sprint(bodies(rc.requests())), code.Code[:3]) && strings.Contains(fmt.Sprint(bodies(rc.requests())), "WhatsApp") {
					t.Error("the code was passed on")
				}
				for name, data := range r.files() {
					if bytes.Contains(data, []byte("parcel")) || bytes.Contains(data, []byte("204 815")) {
						t.Errorf("its text lies in %s", name)
					}
				}
				if strings.Contains(r.log.String(), "parcel") || strings.Contains(r.log.String(), "key=1") {
					t.Error("the log holds a text or an address")
				}
			})
		}
	}
}

// await waits until n webhooks have come, proves each as its receiver would, and gives
// their text put together.
func (rc *receiver) await(t *testing.T, r *rig, n int) string {
	t.Helper()
	end := time.Now().Add(patience)
	for len(rc.requests()) < n && time.Now().Before(end) {
		r.carryOn()
	}
	got := rc.requests()
	if len(got) != n {
		t.Fatalf("%d webhooks arrived, want %d", len(got), n)
	}
	texts := make([]string, n+1)
	for _, q := range got {
		q.RawQuery = strings.Trim(strings.Replace(q.RawQuery, "key=1", "", 1), "&")
		d, err := vonage.Webhooks{}.ReadSMS(q)
		if err != nil {
			t.Fatal(err)
		}
		keys := channel.CarrierKeys{Account: sandbox.DefaultVonageKey, Method: "sha256", Secrets: []desk.Secret{sandbox.DefaultSignatureSecret}}
		if err := d.Prove(keys, r.clock.now); err != nil {
			t.Errorf("the receiver does not believe it: %v", err)
		}
		texts[d.SMS.Part] = d.SMS.Text
	}
	return strings.Join(texts, "")
}

// What is the set-up's code is not passed on; everything else is, whatever it speaks of.
func TestOnward_onlyTheSetUpsCodeStays(t *testing.T) {
	t.Parallel()
	r, rc, _, _ := live(t)
	old := posted("old", "WhatsApp code 111-222")
	old.Timestamp = r.clock.now().Add(-time.Hour).UnixMilli()
	want := []string{}
	for _, c := range []struct {
		sms    channel.SMS
		passed bool
	}{
		{posted("1", "See you at eight"), true},
		{posted("2", "WhatsApp code 123-456"), false},
		{posted("3", "Your bank's code is 998877. Do not share it."), true},
		{old, true}, // from before the set-up: somebody else asked for it
		{posted("4", "Your WhatsApp account is being registered on a new device"), true}, // no code in it
		{posted("5", ""), true},
	} {
		for range 2 { // the carrier sends each twice
			if err := r.take(c.sms); err != nil {
				t.Fatal(err)
			}
		}
		if c.passed {
			want = append(want, "id="+c.sms.MessageID)
		}
		r.carryOn()
	}
	if got := bodies(rc.requests()); !slices.Equal(got, want) {
		t.Errorf("passed on %v, want %v", got, want)
	}
	q := rc.requests()[0]
	if q.Header("Authorization") != "Bearer 1" || q.Header("Content-Type") != "application/x-www-form-urlencoded" || q.RawQuery != "key=1" || q.Method != http.MethodPost {
		t.Errorf("arrived as %+v", q)
	}
}

// A receiver that does not answer gets it later, after a restart too, once; after a day it
// is given up, as the carrier does, and nothing of it is left.
func TestOnward_receiverIsAway(t *testing.T) {
	t.Parallel()
	for name, comesBack := range map[string]bool{"comes back": true, "stays away": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, rc, l, st := live(t)
			rc.answer(func(int) int { return http.StatusInternalServerError })
			if err := r.take(posted("1", "See you at eight")); err != nil {
				t.Fatal(err)
			}
			r.carryOn()
			r.carryOn()
			if n := len(rc.requests()); n != 1 {
				t.Errorf("tried %d times at once", n)
			}
			r.end(st, wire.CallSetupDrop.Name)
			r.start(l.at(r, ownLine))
			for range 8 {
				r.clock.pass(time.Hour)
				r.carryOn()
			}
			if n := len(rc.requests()); n != 9 {
				t.Errorf("tried %d times, want once and each hour", n)
			}
			want := 9
			if comesBack {
				rc.answer(nil)
				want = 10
			} else {
				r.clock.pass(17 * time.Hour)
			}
			for range 3 {
				r.clock.pass(time.Hour)
				r.carryOn()
			}
			if n := len(rc.requests()); n != want {
				t.Errorf("%d tries altogether, want %d", n, want)
			}
			if waiting, err := r.db.OnwardWaiting(t.Context(), gb); waiting != 0 || err != nil {
				t.Errorf("%d wait, %v", waiting, err)
			}
			if left := r.sealed(); left != 0 {
				t.Errorf("%d secrets are left", left)
			}
		})
	}
}

// sealed counts the secrets of SMS that are passed on.
func (r *rig) sealed() int {
	r.t.Helper()
	n := 0
	if err := r.db.EachSecret(r.t.Context(), func(_ desk.OrgID, name string) error {
		if strings.HasPrefix(name, "onward/") {
			n++
		}
		return nil
	}); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// SMS may come to our address for a day after it was put back: the carrier repeats what
// was not answered. Parts go as they come then, since nobody waits for a code.
func TestOnward_lateSMS_isPassedOnForADay(t *testing.T) {
	t.Parallel()
	r, rc, l, st := live(t)
	r.end(st, wire.CallSetupDrop.Name)
	if l.address() == ownLine {
		t.Fatal("not put back")
	}
	late := posted("1", "WhatsApp code 12")
	late.Concat, late.Ref, late.Total, late.Part = true, "7", 2, 1
	r.clock.pass(24 * time.Hour)
	for range 2 {
		if err := r.take(late); err != nil {
			t.Fatal(err)
		}
		r.carryOn()
	}
	if got := bodies(rc.requests()); !slices.Equal(got, []string{"id=1"}) {
		t.Errorf("passed on %v", got)
	}
	r.clock.pass(2 * time.Hour)
	r.tend()
	if err := r.take(posted("2", "x")); err != nil {
		t.Fatal(err)
	}
	r.carryOn()
	if n := len(rc.requests()); n != 1 {
		t.Errorf("%d after a day", n)
	}
}

// Parts of which the rest never comes are passed on too, when they waited long enough.
func TestOnward_partsWithoutTheRest_arePassedOn(t *testing.T) {
	t.Parallel()
	r, rc, _, st := live(t)
	lone := posted("1", "half of it")
	lone.Concat, lone.Ref, lone.Total, lone.Part = true, "7", 2, 1
	r.wait(lone)
	for range 2 {
		r.clock.pass(9 * time.Minute)
		must[wire.Setup](r, r.maria, wire.CallSetupRenew.Name, wire.SetupRef{SetupID: st.ID})
	}
	other := posted("2", "another")
	other.Concat, other.Ref, other.Total, other.Part = true, "8", 2, 1
	r.wait(other) // looks at what waits
	r.carryOn()
	if got := bodies(rc.requests()); !slices.Equal(got, []string{"id=1"}) {
		t.Errorf("passed on %v", got)
	}
	if err := r.take(lone); err != nil {
		t.Errorf("sent again: %v", err)
	}
}

// Nothing goes to addresses where nothing may go, round in circles, or through a redirect.
func TestOnward_addressesThatAreRefused(t *testing.T) {
	t.Parallel()
	var reached sync.Map
	trap := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { reached.Store(q.URL.Path, true) }))
	t.Cleanup(trap.Close)
	for name, c := range map[string]struct{ ours, where string }{
		"ours":            {"http://127.0.0.1:9/webhooks/line/sms", "http://127.0.0.1:9/webhooks/meta/x"},
		"ours, otherwise": {"https://Relay.example/webhooks/line/sms", "http://relay.EXAMPLE/sms"},
		"another scheme":  {ownLine, "ftp://shop.example/x"},
		"no host":         {ownLine, "https:///x"},
		"no address":      {ownLine, "%zz"},
		"too long":        {ownLine, trap.URL + "/long?" + strings.Repeat("x", 3000)},
		"this computer":   {"https://relay.example/webhooks/line/sms", trap.URL + "/loopback"},
		"its services":    {ownLine, "http://169.254.169.254/latest"},
		"nowhere":         {ownLine, "http://0.0.0.0:9/x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &line{own: c.where}
			r := newRig(t)
			r.start(l.at(r, c.ours))
			r.begin()
			if err := r.take(posted("1", "See you at eight")); err != nil {
				t.Fatal(err)
			}
			r.carryOn()
			if waiting, err := r.db.OnwardWaiting(t.Context(), gb); waiting != 0 || err != nil || r.sealed() != 0 {
				t.Errorf("%d wait, %d sealed, %v", waiting, r.sealed(), err)
			}
		})
	}
	t.Cleanup(func() {
		reached.Range(func(path, _ any) bool { t.Errorf("reached %v", path); return true })
	})
}

func TestOnward_redirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	r, rc, _, _ := live(t)
	rc.answer(func(int) int { return http.StatusTemporaryRedirect })
	if err := r.take(posted("1", "See you at eight")); err != nil {
		t.Fatal(err)
	}
	r.carryOn()
	if n := len(rc.requests()); n != 1 {
		t.Errorf("%d requests, want one: it does not go on", n)
	}
	if waiting, err := r.db.OnwardWaiting(t.Context(), gb); waiting != 1 || err != nil {
		t.Errorf("%d wait, %v: a redirect is no answer", waiting, err)
	}
}

// More than a number may have waiting are left to the carrier, which sends them again.
func TestOnward_tooManyWait_areLeftToTheCarrier(t *testing.T) {
	t.Parallel()
	r, _, _, _ := live(t)
	var list []desk.Onward
	for i := range 1000 {
		list = append(list, desk.Onward{Key: fmt.Sprint("k", i), Org: org, Phone: gb, At: 1, NextAt: 1 << 60, Box: []byte("x")})
	}
	if err := r.db.KeepOnward(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	if err := r.take(posted("1", "See you at eight")); !errors.Is(err, channel.ErrWaits) {
		t.Errorf("the thousand and first: %v", err)
	}
	for _, o := range list[:5] {
		if err := r.db.EndOnward(t.Context(), o, 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.take(posted("1", "See you at eight")); err != nil {
		t.Errorf("with room: %v", err)
	}
}

// Keys of another organization prove nothing of this one's numbers.
func TestOnward_provenByAnother_isNotPassedOn(t *testing.T) {
	t.Parallel()
	r, rc, _, _ := live(t)
	if err := r.s.Load().TakeSMS(t.Context(), []desk.OrgID{"org_other"}, posted("1", "made up")); err != nil {
		t.Fatal(err)
	}
	r.carryOn()
	if n := len(rc.requests()); n != 0 {
		t.Errorf("%d passed on", n)
	}
}

// The relay is killed at each thing that it does with SMS, and the carrier sends again
// what was not answered. None is lost. One arrives twice only if the relay died after
// the receiver's answer and before it could note it.
func TestOnward_relayIsKilledAnywhere(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			r, rc, l, _ := live(t)
			m := &mortal{after: after, left: n, dead: make(chan struct{})}
			store := &onwardStore{mortalStore: mortalStore{r.db, m}}
			cfg := l.at(r, ownLine)
			cfg.Store = store
			r.start(cfg)
			sent := []channel.SMS{posted("1", "one"), posted("2", "two"), posted("3", "Ask for a WhatsApp code"), posted("4", "four, first half"), posted("5", "and second half")}
			for i := range 2 {
				p := &sent[3+i]
				p.Concat, p.Ref, p.Total, p.Part = true, "9", 2, i+1
			}
			waiting := slices.Clone(sent)
			// The carrier sends each again until it is answered.
			for round := 0; len(waiting) > 0 && round < 10; round++ {
				waiting = slices.DeleteFunc(waiting, func(sms channel.SMS) bool { return r.take(sms) == nil })
				_ = r.s.Load().CarryDue(t.Context())
				if m.isDead() {
					r.start(l.at(r, ownLine))
				}
			}
			if m.isDead() {
				r.start(l.at(r, ownLine))
			}
			r.clock.pass(time.Minute)
			r.carryOn()
			counts := map[string]int{}
			for _, b := range bodies(rc.requests()) {
				counts[b]++
			}
			twice := 0
			for _, sms := range sent {
				switch got := counts["id="+sms.MessageID]; {
				case got == 0:
					t.Errorf("killed at effect %d (after %v): %s is lost", n, after, sms.MessageID)
				case got > 1:
					twice += got - 1
				}
			}
			if len(waiting) > 0 || twice > 1 || twice == 1 && !store.diedNoting {
				t.Errorf("killed at effect %d (after %v): %d not answered, %v", n, after, len(waiting), counts)
			}
			if !m.isDead() {
				if n < 10 {
					t.Errorf("only %d effects: the test misses some", n)
				}
				break
			}
		}
	}
}

// onwardStore dies while it keeps what is passed on, too.
type onwardStore struct {
	mortalStore
	mu         sync.Mutex // guards diedNoting
	diedNoting bool       // that a receiver had answered
}

var _ provision.Store = (*onwardStore)(nil)

func (s *onwardStore) KeepOnward(ctx context.Context, list []desk.Onward) error {
	return s.m.effect(func() error { return s.Store.KeepOnward(ctx, list) })
}

func (s *onwardStore) DueOnward(ctx context.Context, p desk.PhoneNumber, now int64, limit int) (out []desk.Onward, err error) {
	err = s.m.effect(func() error { out, err = s.Store.DueOnward(ctx, p, now, limit); return err })
	return out, err
}

func (s *onwardStore) EndOnward(ctx context.Context, o desk.Onward, at int64) error {
	err := s.m.effect(func() error { return s.Store.EndOnward(ctx, o, at) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.diedNoting = s.diedNoting || errors.Is(err, errDead)
	return err
}
