package bridge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// asked is one request to the relay.
type asked struct {
	isCall bool // answered and not recorded
	name   string
	body   string // as it goes over the wire
	within time.Duration
}

// notebook is a relay that notes what it is asked, and refuses if it is to.
type notebook struct {
	asked   []asked
	refusal error
}

func (n *notebook) note(ctx context.Context, isCall bool, name string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	until, ok := ctx.Deadline()
	if !ok {
		return fmt.Errorf("%s has no deadline", name)
	}
	n.asked = append(n.asked, asked{isCall, name, string(b), time.Until(until)})
	return n.refusal
}

func (n *notebook) Command(ctx context.Context, name string, body, _ any) error {
	return n.note(ctx, false, name, body)
}

func (n *notebook) Call(ctx context.Context, name string, body, _ any) error {
	return n.note(ctx, true, name, body)
}

// ChangePassword is bridge.Passwords'.
func (n *notebook) ChangePassword(ctx context.Context, before, after string) error {
	return n.note(ctx, true, "own password", []string{before, after})
}

// Latest is bridge.Codes'.
func (n *notebook) Latest(setupID string) (wire.SetupCode, bool, error) {
	n.asked = append(n.asked, asked{name: "code of " + setupID})
	return wire.SetupCode{Code: "123456"}, true, n.refusal
}

// Copy is bridge.Clipboard's.
func (n *notebook) Copy(text string) (string, error) {
	n.asked = append(n.asked, asked{name: "copy " + text})
	return "native", n.refusal
}

// services are what the page calls.
type services struct {
	threads *bridge.Threads
	admin   *bridge.Admin
	setup   *bridge.Setup
}

// What each method that the page calls asks of the relay: by which name, with
// which body, and whether it is recorded. slow is for what waits for Meta.
var requests = []struct {
	method string
	call   func(services) error
	name   string
	body   string
	isCall bool
	slow   bool
}{
	{"Threads.Accept", func(s services) error { return s.threads.Accept("off_1") }, wire.CmdAcceptOffer.Name, `{"offerId":"off_1"}`, false, false},
	{"Threads.Decline", func(s services) error { return s.threads.Decline("off_1") }, wire.CmdDeclineOffer.Name, `{"offerId":"off_1"}`, false, false},
	{"Threads.Take", func(s services) error { return s.threads.Take("int_1", 3) }, wire.CmdTake.Name, `{"interactionId":"int_1","epoch":3}`, false, false},
	{"Threads.Close", func(s services) error { return s.threads.Close("int_1", 3) }, wire.CmdClose.Name, `{"interactionId":"int_1","epoch":3}`, false, false},
	{"Threads.Requeue", func(s services) error { return s.threads.Requeue("int_1", 3) }, wire.CmdRequeue.Name, `{"interactionId":"int_1","epoch":3}`, false, false},
	{"Threads.Transfer", func(s services) error { return s.threads.Transfer("int_1", 3, "usr_2") }, wire.CmdTransfer.Name, `{"interactionId":"int_1","epoch":3,"to":"usr_2"}`, false, false},
	{"Threads.Reopen", func(s services) error { return s.threads.Reopen("thr_1") }, wire.CmdReopen.Name, `{"threadId":"thr_1"}`, false, false},
	{"Threads.Start", func(s services) error {
		_, err := s.threads.Start(wire.StartThread{NumberID: "num_1", Phone: "+1"}, nil)
		return err
	}, wire.CmdStartThread.Name, `"numberId":"num_1"`, false, false},
	{"Threads.MarkRead", func(s services) error { return s.threads.MarkRead("thr_1", 9) }, wire.CmdRead.Name, `{"threadId":"thr_1","upToSeq":9}`, false, false},
	{"Threads.MarkUnread", func(s services) error { return s.threads.MarkUnread("thr_1") }, wire.CmdUnread.Name, `{"threadId":"thr_1"}`, false, false},
	{"Threads.Resend", func(s services) error { return s.threads.Resend("msg_1") }, wire.CmdResend.Name, `{"messageId":"msg_1"}`, false, false},
	{"Threads.Cancel", func(s services) error { return s.threads.Cancel("msg_1") }, wire.CmdCancel.Name, `{"messageId":"msg_1"}`, false, false},
	{"Threads.SaveContact", func(s services) error {
		return s.threads.SaveContact(wire.SaveContact{ContactID: "con_1"})
	}, wire.CmdSaveContact.Name, `"contactId":"con_1"`, false, false},
	{"Threads.SetPresence", func(s services) error { return s.threads.SetPresence("away", "lunch") }, wire.CmdPresence.Name, `"state":"away","reason":"lunch"`, false, false},
	{"Threads.ReadNotices", func(s services) error {
		return s.threads.ReadNotices([]string{"ntc_1"})
	}, wire.CmdReadNotices.Name, `{"ids":["ntc_1"],"all":false}`, false, false},
	{"Threads.ReadNotices", func(s services) error { return s.threads.ReadNotices(nil) }, wire.CmdReadNotices.Name, `{"ids":[],"all":true}`, false, false},

	{"Admin.Pulse", func(s services) error { _, err := s.admin.Pulse(); return err }, wire.CallPulse.Name, `{}`, true, false},
	{"Admin.SetClock", func(s services) error { _, err := s.admin.SetClock(); return err }, wire.CallSetClock.Name, `{"now":77000}`, true, false},
	{"Admin.PutInbox", func(s services) error {
		_, err := s.admin.PutInbox(wire.PutInbox{Name: "Sales"})
		return err
	}, wire.CmdPutInbox.Name, `"name":"Sales"`, false, false},
	{"Admin.DeleteInbox", func(s services) error { return s.admin.DeleteInbox("inb_1", "inb_2") }, wire.CmdDeleteInbox.Name, `{"id":"inb_1","moveTo":"inb_2"}`, false, false},
	{"Admin.UpdateNumber", func(s services) error {
		return s.admin.UpdateNumber(wire.UpdateNumber{NumberID: "num_1"})
	}, wire.CmdUpdateNumber.Name, `"numberId":"num_1"`, false, false},
	{"Admin.MapNumber", func(s services) error { return s.admin.MapNumber("num_1", "inb_1") }, wire.CmdMapNumber.Name, `{"numberId":"num_1","inboxId":"inb_1"}`, false, false},
	{"Admin.DeleteNumber", func(s services) error { return s.admin.DeleteNumber("num_1") }, wire.CmdDeleteNumber.Name, `{"numberId":"num_1"}`, false, false},
	{"Admin.UpdateUser", func(s services) error {
		return s.admin.UpdateUser(wire.UpdateUser{UserID: "usr_2"})
	}, wire.CmdUpdateUser.Name, `"userId":"usr_2"`, false, false},
	{"Admin.SetPresenceOf", func(s services) error {
		return s.admin.SetPresenceOf(wire.SetPresence{UserID: "usr_2", State: "away"})
	}, wire.CmdPresence.Name, `"userId":"usr_2"`, false, false},
	{"Admin.Invite", func(s services) error {
		_, err := s.admin.Invite(wire.Invite{Role: "agent"})
		return err
	}, wire.CallInvite.Name, `"role":"agent"`, true, false},
	{"Admin.Invitations", func(s services) error { _, err := s.admin.Invitations(); return err }, wire.CallInvitations.Name, `{}`, true, false},
	{"Admin.Uninvite", func(s services) error { return s.admin.Uninvite("inv_1") }, wire.CallUninvite.Name, `{"id":"inv_1"}`, true, false},
	{"Admin.ResetPassword", func(s services) error {
		_, err := s.admin.ResetPassword("usr_2")
		return err
	}, wire.CallResetPassword.Name, `{"userId":"usr_2"}`, true, false},
	{"Admin.Devices", func(s services) error { _, err := s.admin.Devices("usr_2"); return err }, wire.CallDevices.Name, `{"userId":"usr_2"}`, true, false},
	{"Admin.RevokeDevice", func(s services) error { return s.admin.RevokeDevice("dev_1") }, wire.CallRevokeDevice.Name, `{"deviceId":"dev_1"}`, true, false},
	{"Admin.SignOutAll", func(s services) error { return s.admin.SignOutAll("usr_2") }, wire.CallSignOutAll.Name, `{"userId":"usr_2"}`, true, false},
	{"Admin.ChangePassword", func(s services) error {
		return s.admin.ChangePassword(bridge.PasswordChange{Old: "was", New: "is"})
	}, "own password", `["was","is"]`, true, false},
	{"Admin.SavePreferences", func(s services) error {
		return s.admin.SavePreferences(wire.Preferences{ReadReceipts: true})
	}, wire.CmdPreferences.Name, `"readReceipts":true`, false, false},
	{"Admin.Replay", func(s services) error { return s.admin.Replay("unh_1") }, wire.CmdReplayUnhandled.Name, `{"unhandledId":"unh_1"}`, false, false},
	{"Admin.RawUnhandled", func(s services) error {
		_, err := s.admin.RawUnhandled("unh_1")
		return err
	}, wire.CallRawUnhandled.Name, `{"unhandledId":"unh_1"}`, true, false},

	{"Setup.LinkCarrier", func(s services) error {
		_, err := s.setup.LinkCarrier(wire.CarrierLink{Provider: "vonage"})
		return err
	}, wire.CallCarrierLink.Name, `"provider":"vonage"`, true, true},
	{"Setup.Carrier", func(s services) error { _, err := s.setup.Carrier(); return err }, wire.CallCarrierState.Name, `{}`, true, false},
	{"Setup.CarrierNumbers", func(s services) error {
		_, err := s.setup.CarrierNumbers()
		return err
	}, wire.CallCarrierNumbers.Name, `{}`, true, true},
	{"Setup.CheckNumber", func(s services) error { _, err := s.setup.CheckNumber("+1"); return err }, wire.CallCheckNumber.Name, `{"phone":"+1"}`, true, false},
	{"Setup.PutApp", func(s services) error {
		_, err := s.setup.PutApp(wire.AppPut{ID: "app_1"})
		return err
	}, wire.CallAppPut.Name, `"id":"app_1"`, true, false},
	{"Setup.Apps", func(s services) error { _, err := s.setup.Apps(); return err }, wire.CallAppAccess.Name, `{}`, true, false},
	{"Setup.VerifyWaba", func(s services) error {
		_, err := s.setup.VerifyWaba(wire.WabaVerify{WabaID: "waba_1"})
		return err
	}, wire.CallWabaVerify.Name, `"wabaId":"waba_1"`, true, true},
	{"Setup.WabaNumbers", func(s services) error {
		_, err := s.setup.WabaNumbers("waba_1")
		return err
	}, wire.CallWabaNumbers.Name, `{"wabaId":"waba_1"}`, true, true},
	{"Setup.PullTemplates", func(s services) error { return s.setup.PullTemplates("waba_1") }, wire.CallTemplatesPull.Name, `{"wabaId":"waba_1"}`, true, true},
	{"Setup.List", func(s services) error { _, err := s.setup.List(); return err }, wire.CallSetups.Name, `{}`, true, false},
	{"Setup.Begin", func(s services) error { _, err := s.setup.Begin("+1"); return err }, wire.CallSetupBegin.Name, `{"phone":"+1"}`, true, false},
	{"Setup.Renew", func(s services) error { _, err := s.setup.Renew("set_1"); return err }, wire.CallSetupRenew.Name, `{"setupId":"set_1"}`, true, false},
	{"Setup.Leave", func(s services) error { return s.setup.Leave("set_1") }, wire.CallSetupLeave.Name, `{"setupId":"set_1"}`, true, false},
	{"Setup.Drop", func(s services) error { return s.setup.Drop("set_1") }, wire.CallSetupDrop.Name, `{"setupId":"set_1"}`, true, false},
	{"Setup.Connect", func(s services) error {
		_, err := s.setup.Connect(wire.SetupConnect{SetupID: "set_1"})
		return err
	}, wire.CallSetupConnect.Name, `"setupId":"set_1"`, true, true},
	{"Setup.RequestCode", func(s services) error {
		_, err := s.setup.RequestCode("set_1", "VOICE")
		return err
	}, wire.CallSetupRequest.Name, `{"setupId":"set_1","method":"VOICE"}`, true, true},
	{"Setup.Verify", func(s services) error {
		_, err := s.setup.Verify("set_1", "123456")
		return err
	}, wire.CallSetupVerify.Name, `{"setupId":"set_1","code":"123456"}`, true, true},
	{"Setup.Save", func(s services) error {
		_, err := s.setup.Save(wire.SetupSave{SetupID: "set_1"})
		return err
	}, wire.CallSetupSave.Name, `"setupId":"set_1"`, true, false},
	{"Setup.Finish", func(s services) error {
		_, err := s.setup.Finish("set_1", "246810")
		return err
	}, wire.CallSetupFinish.Name, `{"setupId":"set_1","pin":"246810"}`, true, true},
}

// Each method asks once, for what it says, and gives the relay's refusal as it
// is. Guards a method that asks by a neighbour's name or swaps two ids.
func TestServices_askForWhatTheySay(t *testing.T) {
	t.Parallel()
	for _, r := range requests {
		for _, refusal := range []error{nil, desk.Refuse(desk.CodeForbidden, "notYours")} {
			n := &notebook{refusal: refusal}
			now := func() time.Time { return time.UnixMilli(77_000) }
			err := r.call(services{bridge.NewThreads(n, nil, nil), bridge.NewAdmin(n, n, now), bridge.NewSetup(n, n, n)})
			if desk.CodeOf(err) != desk.CodeOf(refusal) || desk.SubcodeOf(err) != desk.SubcodeOf(refusal) {
				t.Errorf("%s: the relay says %v, the page gets %v", r.method, refusal, err)
			}
			if len(n.asked) != 1 {
				t.Errorf("%s asks %d times", r.method, len(n.asked))
				continue
			}
			got := n.asked[0]
			isWhole := strings.HasPrefix(r.body, "{") || strings.HasPrefix(r.body, "[")
			if got.name != r.name || got.isCall != r.isCall || isWhole && got.body != r.body || !strings.Contains(got.body, r.body) {
				t.Errorf("%s asks %+v, want %s %s", r.method, got, r.name, r.body)
			}
			if isLong := got.within > 30*time.Second; isLong != r.slow || got.within > time.Minute {
				t.Errorf("%s waits %v", r.method, got.within)
			}
		}
	}
}

// A method that is new has a row above.
func TestServices_everyMethodHasARow(t *testing.T) {
	t.Parallel()
	have := map[string]bool{"Setup.Code": true, "Setup.CopyCode": true} // they ask no relay: see below
	for _, r := range requests {
		have[r.method] = true
	}
	for _, service := range []reflect.Type{reflect.TypeFor[*bridge.Threads](), reflect.TypeFor[*bridge.Admin](), reflect.TypeFor[*bridge.Setup]()} {
		for m := range service.Methods() {
			if name := service.Elem().Name() + "." + m.Name; !have[name] {
				t.Errorf("%s is in no row of requests", name)
			}
		}
	}
}

// caught holds the code of one set-up.
type caught struct{ of, code string }

func (c caught) Latest(setupID string) (wire.SetupCode, bool, error) {
	return wire.SetupCode{Code: c.code}, setupID == c.of, nil
}

// The caught code goes to the clipboard as it is, and nothing goes there when
// there is none.
func TestSetup_copiesTheCaughtCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		held, asked string
		want        []string
		code        desk.Code
	}{
		{"123456", "set_1", []string{"copy 123456"}, ""},
		{"123456", "set_2", nil, desk.CodeNotFound},
		{"", "set_1", nil, desk.CodeNotFound},
	} {
		n := &notebook{}
		s := bridge.NewSetup(n, caught{"set_1", c.held}, n)
		_, err := s.CopyCode(c.asked)
		var copied []string
		for _, a := range n.asked {
			copied = append(copied, a.name)
		}
		if desk.CodeOf(err) != c.code || !reflect.DeepEqual(copied, c.want) {
			t.Errorf("%q of set_1, asked for %s: %v, %v", c.held, c.asked, copied, err)
		}
		if view, err := s.Code(c.asked); err != nil || view.Found != (c.asked == "set_1") {
			t.Errorf("shown: %+v, %v", view, err)
		}
	}
}
