package doctor_test

import (
	"context"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/words"
)

const smsAddress = "https://relay.example/webhooks/heron/sms"

// rentals is an account at a carrier; nothing else of it is called.
type rentals struct {
	channel.Carrier
	numbers []channel.CarrierNumber
	fails   error // of listing
	where   string
	lost    error // of telling where SMS go
}

func (r *rentals) Numbers(context.Context) ([]channel.CarrierNumber, error) {
	return r.numbers, r.fails
}

func (r *rentals) WhereSMS(context.Context, channel.CarrierNumber) (string, error) {
	return r.where, r.lost
}

// rented is a healthy SMS number.
func rented() (*world, *rentals) {
	w := healthy()
	at := &rentals{numbers: []channel.CarrierNumber{{E164: "+442079460958", SMS: true}, {E164: "+14155550148", SMS: true}}, where: smsAddress}
	w.phone, w.channel = "+442079460958", desk.SMS
	w.conn = channel.Connection{Provider: "heron", Checks: desk.SMSCheckNames, Address: smsAddress, Rental: &channel.Rental{
		LinkedCarrier: channel.LinkedCarrier{Carrier: at, Name: "heron", Account: "acc_1", SMSURL: smsAddress}, Signed: true, Since: now.UnixMilli() - day,
	}}
	w.accepted = now.UnixMilli() - 5000
	return w, at
}

func TestExamine_aHealthySMSNumberPassesItsSixChecks(t *testing.T) {
	t.Parallel()
	w, _ := rented()
	e := newRig(t, w).examined()
	for i, c := range e.Checks {
		want := desk.VerdictNone
		if slices.Contains(desk.SMSCheckNames, c.Name) {
			want = desk.VerdictOK
		}
		if c.Name != desk.Checks[i] || c.Verdict != want || c.Said != nil || (want == desk.VerdictOK) != (len(c.Facts) > 0) {
			t.Errorf("%s: %s with %v, %v", c.Name, c.Verdict, c.Facts, c.Said)
		}
	}
	if len(e.Checks) != len(desk.Checks) {
		t.Errorf("%d checks", len(e.Checks))
	}
}

// Each fault of an SMS number is named by its own check; what waits for it says so by the
// name that the check has for SMS.
func TestExamine_eachFaultOfAnSMSNumberHasOneName(t *testing.T) {
	t.Parallel()
	ms := now.UnixMilli()
	for name, c := range map[string]struct {
		broken func(*world, *rentals)
		names  desk.CheckName
		says   string // subcode/context
		untold int    // checks that could not be told
	}{
		"not linked": {func(w *world, _ *rentals) {
			w.conn.NoToken, w.conn.Rental = desk.Refuse(desk.CodeNotFound, "noCarrier"), &channel.Rental{}
		}, desk.CheckToken, "checkup/noCarrier", 3},
		"wrong login, by its code": {func(_ *world, r *rentals) { r.fails = desk.Refuse(desk.CodeUnauthorized, "credentials") }, desk.CheckToken, "credentials/", 2},
		"wrong login":              {func(_ *world, r *rentals) { r.fails = refused("twilio", channel.ReasonDeadToken) }, desk.CheckToken, "twilio/", 2},
		"number gone":              {func(_ *world, r *rentals) { r.numbers = r.numbers[1:] }, desk.CheckNumber, "checkup/rentedGone", 1},
		"no SMS":                   {func(_ *world, r *rentals) { r.numbers[0].SMS = false }, desk.CheckNumber, "checkup/noSMS", 1},
		"no public address":        {func(w *world, _ *rentals) { w.conn.Address = "" }, desk.CheckCallback, "checkup/noPublic", 0},
		"nowhere":                  {func(_ *world, r *rentals) { r.where = "" }, desk.CheckCallback, "checkup/smsNowhere", 0},
		"elsewhere":                {func(_ *world, r *rentals) { r.where = "https://else.example/sms" }, desk.CheckCallback, "checkup/smsElsewhere", 0},
		"to an application": {func(_ *world, r *rentals) {
			r.lost = desk.Refuse(desk.CodeInvalid, "twilioInvalid", desk.Params{desk.ParamContext: "smsApplication"})
		}, desk.CheckCallback, "twilioInvalid/smsApplication", 0},
		"nobody answers": {func(w *world, _ *rentals) {
			w.reach = desk.Refuse(desk.CodeUnavailable, "checkupReach", desk.Params{desk.ParamContext: "silent"})
		}, desk.CheckCallback, "checkupReach/silent", 0},
		"no secret":         {func(w *world, _ *rentals) { w.conn.Rental.Signed = false }, desk.CheckSecret, "checkup/noSignature", 0},
		"wrong secret":      {func(w *world, _ *rentals) { w.unproven = ms }, desk.CheckSecret, "checkup/wrongSignature", 0},
		"nothing came in":   {func(w *world, _ *rentals) { w.row.InboundAt = 0 }, desk.CheckInbound, "checkup/noInbound", 0},
		"nothing delivered": {func(w *world, _ *rentals) { w.row.DeliveredAt = 0 }, desk.CheckOutbound, "checkup/noOutboundSMS", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, r := rented()
			c.broken(w, r)
			var named []desk.CheckName
			untold := 0
			for _, check := range newRig(t, w).examined().Checks {
				if check.Said != nil && words.Of(check.Said.Err()) == "" {
					t.Errorf("%s: %v has no sentence", check.Name, check.Said)
				}
				if check.Verdict == desk.VerdictUnknown {
					untold++
					if s := check.Said; s == nil || s.Params["check"] != "check_sms_"+string(c.names) {
						t.Errorf("%s waits for %+v", check.Name, s)
					}
				}
				if !check.Verdict.Named() {
					continue
				}
				named = append(named, check.Name)
				context, _ := check.Said.Params[desk.ParamContext].(string)
				if check.Said.Subcode+"/"+context != c.says {
					t.Errorf("%s: %s, %+v", check.Name, check.Verdict, check.Said)
				}
			}
			if !slices.Equal(named, []desk.CheckName{c.names}) || untold != c.untold {
				t.Errorf("named %v, could not tell %d; want %s and %d", named, untold, c.names, c.untold)
			}
		})
	}
}

// A carrier that does not answer is nobody's fault here.
func TestExamine_silenceOfTheCarrierNamesNothing(t *testing.T) {
	t.Parallel()
	w, r := rented()
	r.fails = silent()
	for _, c := range newRig(t, w).examined().Checks {
		if c.Verdict.Named() {
			t.Errorf("%s: %s, %+v", c.Name, c.Verdict, c.Said)
		}
	}
}

// What is known of the signature outlives the relay in the last examination, and counts for
// the secret that is stored now alone.
func TestExamine_theSignatureGoesByWhatWasSeenOfTheSecretStoredNow(t *testing.T) {
	t.Parallel()
	ms := now.UnixMilli()
	for name, c := range map[string]struct {
		signed, forged     int64 // of the last examination
		accepted, unproven int64 // since the relay started
		since              int64 // linked
		want               desk.Verdict
	}{
		"nothing seen":                       {want: desk.VerdictUnknown},
		"proven before the start":            {signed: ms - 900, want: desk.VerdictOK},
		"refused before the start":           {signed: ms - 900, forged: ms - 800, want: desk.VerdictFailed},
		"proven after a refusal":             {forged: ms - 800, accepted: ms - 700, want: desk.VerdictOK},
		"refused after a proof":              {signed: ms - 900, accepted: ms - 700, unproven: ms - 600, want: desk.VerdictFailed},
		"refused with the secret before":     {forged: ms - 800, since: ms - 500, want: desk.VerdictUnknown},
		"proven with the secret before":      {signed: ms - 800, since: ms - 500, want: desk.VerdictUnknown},
		"refused before, and proven with it": {forged: ms - 800, accepted: ms - 400, since: ms - 500, want: desk.VerdictOK},
	} {
		w, _ := rented()
		w.conn.Rental.Since, w.accepted, w.unproven = c.since, c.accepted, c.unproven
		w.row.Checks = []desk.Check{{Name: desk.CheckSecret, Facts: []desk.Fact{{Name: desk.FactSignedBy, At: c.signed}, {Name: desk.FactForged, At: c.forged}}}}
		for _, check := range newRig(t, w).examined().Checks {
			if check.Name == desk.CheckSecret && check.Verdict != c.want {
				t.Errorf("%s: %s, want %s (%v)", name, check.Verdict, c.want, check.Facts)
			}
		}
	}
}

// A round asks no carrier how it keeps a number: there is nothing that it would tell.
func TestRound_asksNoCarrierHowItKeepsANumber(t *testing.T) {
	t.Parallel()
	w, _ := rented()
	w.row.At = now.UnixMilli() - 1000
	w.row.ChangedAt = w.row.At - 1000
	r := newRig(t, w)
	if err := r.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.Stop()
	if len(r.entries) != 0 || len(r.seen) != 0 || w.looks.Load() != 0 {
		t.Errorf("%d examinations, %d notes, %d questions", len(r.entries), len(r.seen), w.looks.Load())
	}
}
