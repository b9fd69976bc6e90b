package provision_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/people"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

const adaPassword = "correct horse battery"

// seat is Ada's session on a device of hers.
type seat struct {
	*device
	id people.Identity
}

// leased is a set-up that Ada, an admin, holds, with the code that she asked for.
type leased struct {
	*rig
	door  *people.Service
	ada   *desk.User
	older *seat // signed in before she asked, on another device
	asker *seat
	setup wire.Setup
}

func newLeased(t *testing.T) *leased {
	t.Helper()
	l := &leased{rig: newRig(t)}
	l.start(l.config())
	l.door = people.New(people.Config{Store: l.db, People: l.db, Recorder: l.ledger, Clock: l.clock.now})
	l.ada = &desk.User{ID: "usr_ada", Name: "Ada", Email: "ada@example.com", Role: desk.RoleAdmin, Active: true, WhatsApp: true, Capacity: 1}
	l.put(desk.EntryOrgPut, desk.Organization{ID: org, Name: "Shop"})
	l.ok(l.door.Seed(t.Context(), org, *l.ada, adaPassword))
	l.older, l.asker = l.signIn(adaPassword), l.signIn(adaPassword)
	l.devices[l.ada.ID] = l.asker.device
	l.link()
	st := l.connected(gb)
	must[struct{}](l.rig, l.maria, wire.CallSetupLeave.Name, wire.SetupRef{SetupID: st.ID})
	l.setup = l.mustAs(l.asker, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb})
	l.setup = l.mustAs(l.asker, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	l.nextPush()
	return l
}

func (l *leased) ok(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// signIn opens a session of Ada's on a new device.
func (l *leased) signIn(password string) *seat {
	l.t.Helper()
	s, err := l.door.SignIn(l.t.Context(), wire.SignIn{Email: "ada@example.com", Password: password, Device: wire.Device{Key: wiretest.PublicKey()}}, "127.0.0.1")
	l.ok(err)
	return l.seat(s)
}

func (l *leased) seat(s wire.Session) *seat {
	l.t.Helper()
	req := httptest.NewRequest(http.MethodGet, "https://relay.example"+wire.PathSync, http.NoBody)
	wiretest.SignWith(req, s.Token, l.door.Nonce().Nonce, wiretest.Key)
	id, err := l.door.Authenticate(l.t.Context(), wire.ReadPresented(req.Method, req.Host, req.URL, req.Header))
	l.ok(err)
	return &seat{newDevice(l.t, id.DeviceID), id}
}

func (l *leased) as(s *seat, name string, in any, out any) error {
	l.t.Helper()
	body, err := json.Marshal(in)
	l.ok(err)
	c := provision.Caller{Org: org, User: l.ada, DeviceID: s.device.id, Session: s.id.Session, Seq: s.id.Seq, SealKey: s.pub[:]}
	got, err := callAs[json.RawMessage](l.rig, c, name, body)
	if err == nil {
		l.ok(json.Unmarshal(got, out))
	}
	return err
}

func (l *leased) mustAs(s *seat, name string, in any) (st wire.Setup) {
	l.t.Helper()
	l.ok(l.as(s, name, in, &st))
	return st
}

// reads says whether a session gets the code.
func (l *leased) reads(s *seat) bool {
	l.t.Helper()
	var sealed wire.SealedCode
	err := l.as(s, wire.CallSetupCode.Name, wire.SetupRef{SetupID: l.setup.ID}, &sealed)
	return err == nil && sealed.Found && l.isCode(s.unseal(l.t, sealed.Box).Code)
}

func (l *leased) isCode(code string) bool {
	return len(strings.Trim(code, "0123456789")) == 0 && code != ""
}

// edit changes Ada as a command would.
func (l *leased) edit(f func(*desk.User)) {
	l.t.Helper()
	f(l.ada)
	l.put(desk.EntryUserPut, l.ada)
}

// reset has Maria make a code, with which somebody signs in as Ada.
func (l *leased) reset() *seat {
	l.t.Helper()
	inv, err := l.door.ResetPassword(l.t.Context(), org, l.maria, l.ada.ID)
	l.ok(err)
	s, err := l.door.Claim(l.t.Context(), wire.Claim{Code: inv.Code, Password: "another password 1", Device: wire.Device{Key: wiretest.PublicKey()}})
	l.ok(err)
	return l.seat(s)
}

// endings are what ends a lease; each may give a session that came by it.
var endings = map[string]func(l *leased) *seat{
	"reset":        (*leased).reset,
	"sign-in anew": func(l *leased) *seat { return l.signIn(adaPassword) },
	"revocation": func(l *leased) *seat {
		l.ok(l.door.RevokeDevice(l.t.Context(), org, l.maria, l.asker.device.id))
		return nil
	},
	"signed out all": func(l *leased) *seat { l.ok(l.door.SignOutAll(l.t.Context(), org, l.maria, l.ada.ID, "")); return nil },
	"switched off":   func(l *leased) *seat { l.edit(func(u *desk.User) { u.Active = false }); return nil },
	"demoted":        func(l *leased) *seat { l.edit(func(u *desk.User) { u.Role = desk.RoleAgent }); return nil },
	"changed password": func(l *leased) *seat {
		c := wire.ChangePassword{Old: adaPassword, New: "another password 1"}
		got, err := l.door.ChangePassword(l.t.Context(), l.ada, l.asker.id, c, func(string) {})
		l.ok(err)
		return l.seat(wire.Session{Token: got.Token})
	},
}

// TestRule6_aCodeIsForWhoAskedForIt: the code is read by a session that was there
// when it was asked for. Whatever ends that session, changes its password or lets
// somebody sign in as its person ends the lease and wipes the code, for everybody.
func TestRule6_aCodeIsForWhoAskedForIt(t *testing.T) {
	t.Parallel()
	for what, end := range endings {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			l := newLeased(t)
			if !l.reads(l.asker) || !l.reads(l.older) {
				t.Fatal("who was there when the code was asked for does not read it")
			}
			came := end(l)
			l.until("the lease ends", func() bool {
				list := must[wire.Setups](l.rig, l.maria, wire.CallSetups.Name, struct{}{})
				return len(list.Setups) == 1 && list.Setups[0].Holder == ""
			})
			l.ada.Active, l.ada.Role = true, desk.RoleAdmin // the hub would refuse the call: the code itself is asked about
			readers := []*seat{l.asker, l.older}
			if came != nil {
				readers = append(readers, came)
			}
			for i, s := range readers {
				if l.reads(s) {
					t.Errorf("reader %d reads the code", i)
				}
				var st wire.Setup
				if err := l.as(s, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: gb}, &st); err == nil && l.reads(s) {
					t.Errorf("reader %d takes the set-up up and reads the code", i)
				}
			}
		})
	}
}

// TestRule6_aNewerSessionReadsNoCode: before the lease is looked at again, too.
func TestRule6_aNewerSessionReadsNoCode(t *testing.T) {
	t.Parallel()
	l := newLeased(t)
	newer := *l.asker
	newer.id.Seq++
	if l.reads(&newer) {
		t.Error("a session from after the question reads the code")
	}
	if !l.reads(l.asker) {
		t.Error("it took the code from who asked")
	}
}

// until waits for what must come.
func (l *leased) until(what string, ok func() bool) {
	l.t.Helper()
	late := time.After(patience)
	for !ok() {
		select {
		case <-late:
			l.t.Fatal("never: " + what)
		default:
		}
	}
}
