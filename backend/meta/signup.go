package meta

import (
	"cmp"
	"context"
	_ "embed" // the script below
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// ExchangeCode turns the code of a sign-up into an access token, server to server. A
// code lives for 30 seconds and works once.
func (c *Client) ExchangeCode(ctx context.Context, e channel.Exchange) (desk.Secret, error) {
	r := request{
		op: "exchange code", method: http.MethodGet, path: []string{"oauth", "access_token"}, anonymous: true,
		query: url.Values{
			"client_id": {string(e.App)}, "client_secret": {e.Secret.Reveal()}, "code": {e.Code.Reveal()},
		},
		secrets: []desk.Secret{e.Secret, e.Code},
	}
	if e.Back != "" {
		r.query.Set("redirect_uri", e.Back)
	}
	return c.askToken(ctx, r)
}

// askToken makes a request that is answered with an access token.
func (c *Client) askToken(ctx context.Context, r request) (desk.Secret, error) {
	var answer struct {
		Token str `json:"access_token"`
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return "", err
	}
	token := string(answer.Token)
	if token == "" || !desk.Printable(token) {
		return "", r.unreadable(http.StatusOK, errNotOurShape)
	}
	return desk.Secret(token), nil
}

// AccountsOf lists the accounts that a business owns and those that it was given.
func (c *Client) AccountsOf(ctx context.Context, business string) ([]channel.Account, error) {
	type row struct {
		ID   str `json:"id"`
		Name str `json:"name"`
	}
	var out []channel.Account
	for _, edge := range []string{"owned_whatsapp_business_accounts", "client_whatsapp_business_accounts"} {
		list, err := pages[row](ctx, c, request{
			op: "list accounts", method: http.MethodGet, path: []string{business, edge}, query: limit(),
		})
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out = append(out, channel.Account{ID: string(a.ID), Name: string(a.Name)})
		}
	}
	return out, nil
}

// Where Meta's script and its sign-in dialog are.
const (
	DefaultScriptURL = "https://connect.facebook.net/en_US/sdk.js"
	DefaultDialogURL = "https://www.facebook.com"
)

// Window is Meta's Embedded Signup as a page of ours opens it. The zero addresses are
// Meta's own.
type Window struct {
	ScriptURL string // of the JavaScript SDK
	DialogURL string
	Version   string // of both
}

//go:embed signup.js
var signUpScript []byte

// Script is what runs in the page: it loads Meta's SDK, opens the window and tells the
// page's server what comes of it.
func (Window) Script() []byte { return signUpScript }

func (w Window) script() string { return cmp.Or(w.ScriptURL, DefaultScriptURL) }
func (w Window) dialog() string {
	return strings.TrimSuffix(cmp.Or(w.DialogURL, DefaultDialogURL), "/")
}

// Told is what the script has to know, by the names that it reads.
func (w Window) Told(p channel.SignUpPlace) map[string]string {
	feature := ""
	if p.OnPhone {
		feature = onPhoneFeature
	}
	return map[string]string{
		"app": string(p.App), "config": p.Config, "version": w.Version, "sdk": w.script(), "dialog": originOf(w.dialog()), "feature": feature,
	}
}

const onPhoneFeature = "whatsapp_business_app_onboarding"

// Sources are the origins that the page may load scripts from and talk to. Meta's SDK
// asks several hosts of facebook.com.
func (w Window) Sources() (scripts, hosts []string) {
	dialog := originOf(w.dialog())
	if dialog == DefaultDialogURL {
		dialog = "https://*.facebook.com"
	}
	return []string{originOf(w.script())}, []string{dialog}
}

// Here says whether the window is on this computer, as in practice.
func (w Window) Here() bool {
	u, err := url.Parse(w.dialog())
	return err == nil && channel.IsLoopback(u.Hostname())
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Address is the sign-in as a page of Meta's, for where its window is kept from opening:
// it comes back to an address of ours with the code and the state.
func (w Window) Address(p channel.SignUpPlace, back, state string) string {
	extras := map[string]any{"setup": map[string]any{}}
	if p.OnPhone {
		extras["featureType"] = onPhoneFeature
	}
	b, _ := json.Marshal(extras) //nolint:errcheck // texts only
	q := url.Values{
		"client_id": {string(p.App)}, "config_id": {p.Config}, "redirect_uri": {back}, "state": {state},
		"response_type": {"code"}, "override_default_response_type": {"true"}, "extras": {string(b)},
	}
	return w.dialog() + "/" + w.Version + "/dialog/oauth?" + q.Encode()
}

// signUpEvents are the names of the window's events.
var signUpEvents = map[string]channel.SignUpEventKind{
	"FINISH":           channel.SignUpFinished,
	"FINISH_ONLY_WABA": channel.SignUpNoNumber,
	"FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING": channel.SignUpOnPhone,
	"CANCEL": channel.SignUpCancelled,
	"ERROR":  channel.SignUpFailed,
}

// stepName is the form of the names of the window's steps.
var stepName = regexp.MustCompile(`^[A-Z][A-Z0-9_]{1,63}$`)

// Event reads a message of the window; false for one that is not about a sign-up or
// that this version does not know. What is not of its form is left out.
func (Window) Event(raw []byte) (channel.SignUpEvent, bool) {
	var j struct {
		Type  str `json:"type"`
		Event str `json:"event"`
		Data  soft[struct {
			Number   str `json:"phone_number_id"`
			Account  str `json:"waba_id"`
			Business str `json:"business_id"`
			Step     str `json:"current_step"`
			Error    str `json:"error_message"`
			Code     str `json:"error_id"`
		}] `json:"data"`
	}
	if json.Unmarshal(raw, &j) != nil || j.Type != "WA_EMBEDDED_SIGNUP" {
		return channel.SignUpEvent{}, false
	}
	kind, known := signUpEvents[string(j.Event)]
	if !known {
		return channel.SignUpEvent{}, false
	}
	d := j.Data.or()
	e := channel.SignUpEvent{Kind: kind, Error: desk.Clip(visible(d.Error), longestTitle)}
	e.Account, e.Number, e.Business, e.Code = idOr(d.Account), idOr(d.Number), idOr(d.Business), idOr(d.Code)
	if stepName.MatchString(string(d.Step)) {
		e.Step = string(d.Step)
	}
	// An error comes as a cancellation that has words.
	if e.Kind == channel.SignUpCancelled && e.Error != "" {
		e.Kind = channel.SignUpFailed
	}
	return e, true
}

// idOr gives an id of its form, else "".
func idOr(id str) string {
	if !IDs.MatchString(string(id)) {
		return ""
	}
	return string(id)
}
