package vonage

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// A number's calls go to a telephone or a SIP address, or else to an application, which is
// asked what to do with them. So that they are answered here for a while, an application is
// made for the number, and deleted when the number has its own again. Its name tells whose
// it is after a crash, and keeps those of two numbers apart.

// applicationName names the application that answers the calls to a number here.
func applicationName(n desk.PhoneNumber) string { return "parley-code-by-voice:" + string(n) }

// calls says what is set for a number's calls: in the carrier's words, and where they go.
func (l Links) calls(apps []Application) (set, where, method string) {
	form := url.Values{}
	Links{AppID: l.AppID, VoiceType: l.VoiceType, VoiceValue: l.VoiceValue}.into(form)
	if len(form) == 0 {
		return "", "", ""
	}
	set = setPrefix + form.Encode()
	switch l.VoiceType {
	case "tel":
		return set, "tel:+" + strings.TrimPrefix(l.VoiceValue, "+"), ""
	case "sip":
		return set, "sip:" + strings.TrimPrefix(l.VoiceValue, "sip:"), ""
	}
	id := l.AppID
	if l.VoiceType == "app" { // an earlier way to say it
		id = l.VoiceValue
	}
	if i := slices.IndexFunc(apps, func(a Application) bool { return a.ID == id }); i >= 0 {
		a := apps[i]
		if strings.HasPrefix(a.Name, applicationName("")) { // ours: the address says all
			set = ""
		}
		method = a.Answer.Method
		if method == "" {
			method = http.MethodGet
		}
		return set, a.Answer.Address, method
	}
	return set, "", ""
}

// setPrefix begins what is set for calls, to be put back; anything else is an address.
const setPrefix = "vonage:"

// linked says whether the calls of a number may go to an application.
func (l Links) linked() bool { return l.AppID != "" || l.VoiceType == "app" }

// carrierNumbers gives numbers in channel's words. The applications are asked for when one
// of them is linked with one.
func (a account) carrierNumbers(ctx context.Context, list []Number) ([]channel.CarrierNumber, error) {
	var apps []Application
	if slices.ContainsFunc(list, func(n Number) bool { return n.HasVoice() && n.Links.linked() }) {
		var err error
		if apps, err = a.ListApplications(ctx); err != nil {
			return nil, err
		}
	}
	out := make([]channel.CarrierNumber, 0, len(list))
	for _, n := range list {
		c := channel.CarrierNumber{E164: n.E164, Country: n.Country, Type: n.Type, SMS: n.HasSMS(), Voice: n.HasVoice(), SMSURL: n.MOHTTPURL}
		c.CallsSet, c.CallsURL, c.CallsMethod = n.Links.calls(apps)
		out = append(out, c)
	}
	return out, nil
}

// WhereCalls says where the calls to a number go.
func (a account) WhereCalls(ctx context.Context, n channel.CarrierNumber) (string, error) {
	now, err := a.GetNumber(ctx, n.E164, n.Country)
	if err != nil {
		return "", err
	}
	list, err := a.carrierNumbers(ctx, []Number{now})
	if err != nil {
		return "", err
	}
	return list[0].CallsURL, nil
}

// RedirectCalls has the calls to a number answered at an address, by an application that is
// made for it, or sets what was set before. What else is set at the number stays.
func (a account) RedirectCalls(ctx context.Context, n channel.CarrierNumber, address string) error {
	now, err := a.GetNumber(ctx, n.E164, n.Country)
	if err != nil {
		return err
	}
	links := Links{MessagesType: now.Links.MessagesType, MessagesValue: now.Links.MessagesValue}
	if before, isSet := strings.CutPrefix(address, setPrefix); isSet {
		form, err := url.ParseQuery(before)
		if err != nil {
			return refusal("redirect calls", desk.CodeInvalid, SubCarrier, "address", nil)
		}
		links.AppID, links.VoiceType, links.VoiceValue = form.Get("app_id"), form.Get("voiceCallbackType"), form.Get("voiceCallbackValue")
	} else if address != "" {
		if links.AppID, err = a.answering(ctx, n.E164, address); err != nil {
			return err
		}
	}
	return a.UpdateNumber(ctx, NumberUpdate{E164: n.E164, Country: n.Country, MOHTTPURL: now.MOHTTPURL, Links: links})
}

// answering gives the application that has the calls to a number answered at an address: a
// crash may have left one.
func (a account) answering(ctx context.Context, n desk.PhoneNumber, address string) (id string, err error) {
	app, err := a.ours(ctx, n)
	if err != nil {
		return "", err
	}
	want := Webhook{address, http.MethodPost} // a POST has a body that is signed
	if app != nil && app.Answer == want {
		return app.ID, nil
	}
	made := Application{Name: applicationName(n), Answer: want}
	if app != nil {
		made.ID = app.ID
	}
	return a.PutApplication(ctx, made)
}

// ours finds the application of a number, nil when there is none.
func (a account) ours(ctx context.Context, n desk.PhoneNumber) (*Application, error) {
	apps, err := a.ListApplications(ctx)
	if err != nil {
		return nil, err
	}
	for _, app := range apps {
		if app.Name == applicationName(n) {
			return &app, nil
		}
	}
	return nil, nil // that there is none is an answer here
}

// TidyCalls deletes the application of a number that is not linked with it any more.
func (a account) TidyCalls(ctx context.Context, n channel.CarrierNumber) error {
	app, err := a.ours(ctx, n.E164)
	if err != nil || app == nil {
		return err
	}
	now, err := a.GetNumber(ctx, n.E164, n.Country)
	if err != nil || now.Links.AppID == app.ID {
		return err
	}
	return a.DeleteApplication(ctx, app.ID)
}

var (
	_ channel.VoiceCarrier = account{}
	_ channel.CallTidier   = account{}
)
