package twilio_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/twilio"
	"github.com/parleydesk/parley/backend/words"
)

const (
	xe          = "XE0123456789abcdef0123456789abcdef"
	listRoute   = "GET /v2/Channels/Senders"
	oneRoute    = "GET /v2/Channels/Senders/" + xe
	changeOne   = "POST /v2/Channels/Senders/" + xe
	createRoute = "POST /v2/Channels/Senders"
)

// sender is a sender as Twilio describes it.
func sender(status, more string) string {
	return fmt.Sprintf(`{"sid":%q,"status":%q,"sender_id":%q,"profile":{"name":"Boats"}%s}`, xe, status, from, more)
}

func senders(list ...string) string {
	return `{"senders":[` + strings.Join(list, ",") + `],"meta":{"key":"senders","next_page_url":null}}`
}

func TestListPhoneNumbers_saysHowFarASenderIs(t *testing.T) {
	t.Parallel()
	ours := `,"webhook":{"callback_url":"` + hook + `#rc=5&rp=ct,rt,5xx"}`
	for name, tt := range map[string]struct {
		sender               string
		verified, registered bool
	}{
		"creating":              {sender("CREATING", ""), false, false},
		"waiting for its code":  {sender("PENDING_VERIFICATION", ours), false, false},
		"the code is looked at": {sender("VERIFYING", ours), false, false},
		"a draft":               {sender("DRAFT", ours), false, false},
		"looked at by Twilio":   {sender("TWILIO_REVIEW", ours), true, false},
		"online, calls us":      {sender("ONLINE", ours), true, true},
		"online, being changed": {sender("ONLINE:UPDATING", ours), true, true},
		"online, calls another": {sender("ONLINE", `,"webhook":{"callback_url":"https://other.example/"}`), true, false},
		"online, calls nobody":  {sender("ONLINE", ""), true, false},
		"offline":               {sender("OFFLINE", ours), false, false},
		"a status of tomorrow":  {sender("SLEEPING", ours), true, false},
	} {
		s := newServer(t).on(listRoute, 200, senders(tt.sender))
		list, err := s.client().ListPhoneNumbers(t.Context(), account)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %+v, %v", name, list, err)
		}
		n := list[0]
		if n.Verified != tt.verified || n.Registered != tt.registered || n.ID != from || n.DisplayPhone != "+4930123456" || n.VerifiedName != "Boats" || !n.NoPIN {
			t.Errorf("%s: %+v", name, n)
		}
		if a := s.last(); !strings.Contains(a.query, "Channel=whatsapp") {
			t.Errorf("asked %s", a.query)
		}
	}
}

func TestGetPhoneNumber_readsQualityAndEveryPage(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{"HIGH": desk.QualityGreen, "Medium": desk.QualityYellow, "LOW": desk.QualityRed, "": desk.QualityUnknown, "PURPLE": desk.QualityUnknown} {
		s := newServer(t).
			on(listRoute, 200, `{"senders":[],"meta":{"next_page_url":"{base}/v2/Channels/Senders?Channel=whatsapp&PageToken=2"}}`).
			on(listRoute, 200, senders(sender("ONLINE", `,"properties":{"quality_rating":"`+word+`","messaging_limit":"10K Customers/24hr"}`)))
		n, err := s.client().GetPhoneNumber(t.Context(), from)
		if err != nil || n.Quality != want || n.Limit != "10K Customers/24hr" || !strings.Contains(s.last().query, "PageToken=2") {
			t.Errorf("%s: %+v, %v, %s", word, n, err, s.last().query)
		}
	}
	s := newServer(t).on(listRoute, 200, senders())
	if _, err := s.client().GetPhoneNumber(t.Context(), from); failure(t, err).Said.Params[desk.ParamContext] != "senderGone" {
		t.Errorf("%v", err)
	}
	for _, next := range []string{"https://evil.example/x", "%zz"} {
		s := newServer(t).on(listRoute, 200, `{"senders":[],"meta":{"next_page_url":"`+next+`"}}`)
		if _, err := s.client().GetPhoneNumber(t.Context(), from); err == nil || s.count() != 1 {
			t.Errorf("%s is followed: %v", next, err)
		}
	}
}

func TestAddPhoneNumber(t *testing.T) {
	t.Parallel()
	in := channel.NewNumber{CountryCode: "49", National: "30123456", Name: "Boats"}
	s := newServer(t).on(createRoute, 202, sender("CREATING", ""))
	id, err := s.client().AddPhoneNumber(t.Context(), account, in)
	if err != nil || id != from {
		t.Fatalf("%s, %v", id, err)
	}
	got := fmt.Sprint(s.last().body)
	for _, want := range []string{"sender_id:" + from, "verification_method:sms", "name:Boats", "callback_url:" + hook, "status_callback_url:" + hook, "callback_method:POST"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	s = newServer(t).on(createRoute, 409, `{"code":63100,"message":"exists","status":409}`)
	if _, err := s.client().AddPhoneNumber(t.Context(), account, in); failure(t, err).Reason != channel.ReasonNumberExists {
		t.Errorf("%v", err)
	}
	s = newServer(t).on(createRoute, 202, `{"sender_id":"whatsapp:+1"}`)
	if _, err := s.client().AddPhoneNumber(t.Context(), account, in); !failure(t, err).Unknown {
		t.Errorf("another sender's answer is taken: %v", err)
	}
	c := newServer(t).on(createRoute, 202, sender("CREATING", "")).client()
	c.Webhook = ""
	if _, err := c.AddPhoneNumber(t.Context(), account, in); err != nil {
		t.Error(err)
	}
}

// What a set-up that is given up has made is deleted; what was proved, or is gone, is left alone.
func TestRemoveUnverified(t *testing.T) {
	t.Parallel()
	const deleteOne = "DELETE /v2/Channels/Senders/" + xe
	for status, deleted := range map[string]bool{"PENDING_VERIFICATION": true, "CREATING": true, "VERIFYING": true, "OFFLINE": true, "ONLINE": false, "ONLINE:UPDATING": false, "TWILIO_REVIEW": false} {
		s := newServer(t).on(listRoute, 200, senders(sender(status, ""))).on(deleteOne, 204, "")
		if err := s.client().RemoveUnverified(t.Context(), "+4930123456"); err != nil {
			t.Errorf("%s: %v", status, err)
		}
		if got := s.last().method == "DELETE"; got != deleted {
			t.Errorf("%s: deleted %v", status, got)
		}
	}
	s := newServer(t).on(listRoute, 200, senders(sender("CREATING", "")))
	if err := s.client().RemoveUnverified(t.Context(), "+4930123457"); err != nil || s.count() != 1 {
		t.Errorf("another number's: %v", err)
	}
	s = newServer(t).on(listRoute, 200, senders(sender("CREATING", ""))).on(deleteOne, 404, `{"code":20404,"message":"gone","status":404}`)
	if err := s.client().RemoveUnverified(t.Context(), "+4930123456"); err != nil {
		t.Errorf("gone meanwhile: %v", err)
	}
	s = newServer(t).on(listRoute, 200, senders(sender("CREATING", ""))).on(deleteOne, 503, "")
	if err := s.client().RemoveUnverified(t.Context(), "+4930123456"); err == nil {
		t.Error("a failure is taken for done")
	}
}

func TestRequestCode(t *testing.T) {
	t.Parallel()
	for by, want := range map[channel.CodeMethod]string{channel.CodeBySMS: "sms", channel.CodeByVoice: "voice"} {
		s := newServer(t).on(listRoute, 200, senders(sender("PENDING_VERIFICATION", ""))).on(changeOne, 202, sender("PENDING_VERIFICATION", ""))
		if err := s.client().RequestCode(t.Context(), from, by, "en_US"); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(s.last().body); got != "map[configuration:map[verification_method:"+want+"]]" {
			t.Errorf("asked %s", got)
		}
	}
}

// The code is handed over, and what comes of it is looked for until it shows.
func TestVerifyCode_waitsForTheStatus(t *testing.T) {
	t.Parallel()
	const reasons = `,"offline_reasons":[{"code":"63110","message":"The code is wrong","more_info":"https://x"}]`
	for name, tt := range map[string]struct {
		then    []string // the statuses that show after the code, the last of them for ever
		says    string   // of the refusal, "" = verified
		unknown bool
		reason  channel.Reason
	}{
		"at once":            {[]string{sender("ONLINE", "")}, "", false, ""},
		"after a while":      {[]string{sender("PENDING_VERIFICATION", ""), sender("VERIFYING", ""), sender("VERIFYING", ""), sender("ONLINE", "")}, "", false, ""},
		"into the review":    {[]string{sender("VERIFYING", ""), sender("TWILIO_REVIEW", "")}, "", false, ""},
		"a wrong code":       {[]string{sender("VERIFYING", ""), sender("PENDING_VERIFICATION", "")}, "wrongCode", false, channel.ReasonWrongCode},
		"never looked at":    {[]string{sender("PENDING_VERIFICATION", "")}, "wrongCode", false, channel.ReasonWrongCode},
		"refused, and why":   {[]string{sender("VERIFYING", ""), sender("OFFLINE", reasons)}, "offlineBecause", false, channel.ReasonWrongCode},
		"still looked at":    {[]string{sender("VERIFYING", "")}, "verifying", true, ""},
		"no more to be seen": {nil, "unconfirmed", true, ""},
	} {
		s := newServer(t).on(listRoute, 200, senders(sender("PENDING_VERIFICATION", ""))).on(changeOne, 202, sender("VERIFYING", ""))
		for _, status := range tt.then {
			s.on(oneRoute, 200, status)
		}
		c := s.client()
		if name != "never looked at" && name != "still looked at" { // then the statuses end it, however slow they come
			c.Patience = time.Minute
		}
		err := c.VerifyCode(t.Context(), from, "123-456")
		if tt.says == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		f := failure(t, err)
		if f.Said.Params[desk.ParamContext] != tt.says || f.Unknown != tt.unknown || f.Reason != tt.reason {
			t.Errorf("%s: %+v, %+v", name, f, f.Said)
		}
		if strings.Contains(err.Error(), "123") || len(strings.Fields(words.Of(err))) < 4 {
			t.Errorf("%s says %q, %q", name, err, words.Of(err))
		}
	}
}

func TestVerifyCode_handsTheDigitsOver(t *testing.T) {
	t.Parallel()
	s := newServer(t).on(listRoute, 200, senders(sender("PENDING_VERIFICATION", ""))).on(changeOne, 400, `{"code":63199,"message":"123456 is no code","status":400}`)
	err := s.client().VerifyCode(t.Context(), from, "123-456")
	if got := fmt.Sprint(s.last().body); got != "map[configuration:map[verification_code:123456]]" {
		t.Errorf("asked %s", got)
	}
	if f := failure(t, err); strings.Contains(f.Title, "123456") || strings.Contains(fmt.Sprint(f.Said), "123456") {
		t.Errorf("the code is repeated: %+v", f)
	}
	for _, code := range []desk.Secret{"", "12345", "1234567", "abcdef"} {
		if err := s.client().VerifyCode(t.Context(), from, code); failure(t, err).Source != channel.FromHere {
			t.Errorf("%v", err)
		}
	}
	// Twilio reads the code of its own numbers itself.
	s = newServer(t).on(listRoute, 200, senders(sender("ONLINE", "")))
	if err := s.client().VerifyCode(t.Context(), from, "123456"); err != nil || s.count() != 1 {
		t.Errorf("%v after %d calls", err, s.count())
	}
}

// Registering has the sender call us and waits for it to be online.
func TestRegister(t *testing.T) {
	t.Parallel()
	ours := `,"webhook":{"callback_url":"` + hook + `"}`
	for name, tt := range map[string]struct {
		first   string
		then    []string
		says    string
		changed bool
	}{
		"calls another": {sender("ONLINE", `,"webhook":{"callback_url":"https://other.example/"}`), []string{sender("ONLINE:UPDATING", ours)}, "", true},
		"calls us":      {sender("ONLINE", ours), []string{sender("ONLINE", ours)}, "", false},
		"comes online":  {sender("CREATING", ours), []string{sender("CREATING", ours), sender("ONLINE", ours)}, "", false},
		"stays behind":  {sender("TWILIO_REVIEW", ours), []string{sender("TWILIO_REVIEW", ours)}, "notOnline", false},
		"goes offline":  {sender("CREATING", ours), []string{sender("OFFLINE", "")}, "offline", false},
		"and says why":  {sender("CREATING", ours), []string{sender("OFFLINE", `,"offline_reasons":[{"code":"1","message":"No trust"}]`)}, "offlineBecause", false},
	} {
		s := newServer(t).on(listRoute, 200, senders(tt.first)).on(changeOne, 202, tt.first)
		for _, status := range tt.then {
			s.on(oneRoute, 200, status)
		}
		err := s.client().Register(t.Context(), from, "")
		if tt.says == "" && err != nil || tt.says != "" && failure(t, err).Said.Params[desk.ParamContext] != tt.says {
			t.Errorf("%s: %v", name, err)
		}
		changed := false
		for _, a := range s.got {
			if a.method == "POST" {
				changed = strings.Contains(fmt.Sprint(a.body), "callback_url:"+hook+"#rc=5")
			}
		}
		if changed != tt.changed {
			t.Errorf("%s: the webhook was changed: %t", name, changed)
		}
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	full := `,"profile":{"name":"Boats","about":"hi","address":"Pier 1","description":"we rent","logo_url":"https://x/logo","vertical":"Travel and Transportation",
		"emails":[{"email":"a@example.com","label":"Email"}],"websites":[{"website":"https://a.example","label":"W"},{"website":"https://b.example","label":"W"}]}`
	s := newServer(t).on(listRoute, 200, senders(sender("ONLINE", full))).on(changeOne, 202, sender("ONLINE:UPDATING", ""))
	p, err := s.client().GetProfile(t.Context(), from)
	if err != nil || p.About != "hi" || p.Address != "Pier 1" || p.Description != "we rent" || p.Vertical != "TRAVEL" || p.Email != "a@example.com" || len(p.Websites) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	about, empty, vertical, email := "new", "", "PROF_SERVICES", "b@example.com"
	sites := []string{"https://c.example"}
	if err := s.client().UpdateProfile(t.Context(), from, channel.ProfileUpdate{About: &about, Address: &empty, Vertical: &vertical, Email: &email, Websites: &sites}); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(s.last().body)
	for _, want := range []string{"about:new", "address:", "vertical:Professional Services", "email:b@example.com", "website:https://c.example", "name:Boats"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if strings.Contains(got, "description") || strings.Contains(got, "logo_url") {
		t.Errorf("what was not changed is sent: %s", got)
	}
	for why, change := range map[string]channel.ProfileUpdate{"about": {About: &empty}, "picture": {PictureHandle: &about}} {
		if err := s.client().UpdateProfile(t.Context(), from, change); failure(t, err).Said.Params[desk.ParamContext] != why {
			t.Errorf("%s: %v", why, err)
		}
	}
}

// Twilio fetches the picture by its address: it is published first, and named by that.
func TestProfile_aPictureIsFetchedByTwilio(t *testing.T) {
	t.Parallel()
	s := newServer(t).on(listRoute, 200, senders(sender("ONLINE", ""))).on(changeOne, 202, sender("ONLINE:UPDATING", ""))
	c := s.client()
	picture := channel.Sample{Name: "logo.jpg", MIME: "image/jpeg", Size: 4, Body: strings.NewReader("jpeg")}
	if _, err := c.UploadHandle(t.Context(), "", picture); failure(t, err).Said.Params[desk.ParamContext] != "noAddress" {
		t.Errorf("a relay without a public address: %v", err)
	}
	published := 0
	c.PublishPicture = func(_ context.Context, f channel.Sample) (string, error) {
		published++
		raw, err := io.ReadAll(io.NewSectionReader(f.Body, 0, f.Size))
		return "https://parley.example/outgoing/" + string(raw), err
	}
	address, err := c.UploadHandle(t.Context(), "", picture)
	if err != nil || address != "https://parley.example/outgoing/jpeg" {
		t.Fatalf("published at %q, %v", address, err)
	}
	if err := c.UpdateProfile(t.Context(), from, channel.ProfileUpdate{PictureHandle: &address}); err != nil {
		t.Fatal(err)
	}
	if got := s.last().body["profile"].(map[string]any)["logo_url"]; got != address { //nolint:errcheck // a profile is an object
		t.Errorf("its address is %v", got)
	}
	for _, size := range []int64{0, twilio.MaxPicture + 1} {
		picture.Size = size
		if _, err := c.UploadHandle(t.Context(), "", picture); failure(t, err).Said.Params[desk.ParamContext] != "picture" {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	c.PublishPicture = func(context.Context, channel.Sample) (string, error) { return "", errors.New("the disk is full") }
	picture.Size = 4
	if _, err := c.UploadHandle(t.Context(), "", picture); err == nil || published != 1 {
		t.Errorf("not kept: %v, published %d times", err, published)
	}
}

func TestDailyOf_readsTwiliosWords(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]int64{
		"250 Customers/24hr": 250, "10K Customers/24hr": 10_000, "Unlimited": desk.NoLimit, "unlimited customers": desk.NoLimit,
		"": 0, "many": 0, "-5": 0, "K": 0,
	} {
		if got := twilio.DailyOf(words); got != want {
			t.Errorf("%q is %d, want %d", words, got, want)
		}
	}
}
