package meta

import (
	"context"
	"net/http"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

const numberFields = "id,display_phone_number,verified_name,name_status,status,quality_rating," +
	"code_verification_status,platform_type,throughput,whatsapp_business_manager_messaging_limit," +
	"account_mode,is_pin_enabled,is_on_biz_app,is_official_business_account,webhook_configuration"

type numberJSON struct {
	ID         str   `json:"id"`
	Display    str   `json:"display_phone_number"`
	Name       str   `json:"verified_name"`
	NameStatus str   `json:"name_status"`
	Status     str   `json:"status"`
	Quality    str   `json:"quality_rating"`
	CodeStatus str   `json:"code_verification_status"`
	Platform   str   `json:"platform_type"`
	Limit      str   `json:"whatsapp_business_manager_messaging_limit"`
	OldLimit   str   `json:"messaging_limit_tier"`
	Mode       str   `json:"account_mode"`
	PIN        *flag `json:"is_pin_enabled"`
	OnPhone    flag  `json:"is_on_biz_app"`
	Username   str   `json:"username"`
	Official   flag  `json:"is_official_business_account"`
	Throughput soft[struct {
		Level str `json:"level"`
	}] `json:"throughput"`
	Hooks soft[struct {
		Number  str `json:"phone_number"`
		Account str `json:"whatsapp_business_account"`
		App     str `json:"application"`
	}] `json:"webhook_configuration"`
}

func (j numberJSON) number() channel.Number {
	n := channel.Number{
		ID: string(j.ID), DisplayPhone: desk.PhoneNumber(j.Display), VerifiedName: string(j.Name),
		NameStatus: string(j.NameStatus), Status: string(j.Status), Quality: string(j.Quality),
		Trouble: troubleMeans[j.Status], Review: nameStates[j.NameStatus],
		Verified: j.CodeStatus == "VERIFIED", Registered: j.Platform == "CLOUD_API" && j.Status == "CONNECTED", Limit: first(j.Limit, j.OldLimit),
		Daily: dailyOf(first(j.Limit, j.OldLimit)), Throughput: throughputOf(j.Throughput.or().Level),
		Mode: string(j.Mode), PINEnabled: j.PIN != nil && bool(*j.PIN), PINKnown: j.PIN != nil, OnPhone: bool(j.OnPhone), Username: string(j.Username), Official: bool(j.Official),
	}
	hooks := j.Hooks.or()
	n.Callbacks = channel.Callbacks{Number: string(hooks.Number), Account: string(hooks.Account), App: string(hooks.App)}
	switch n.Quality { // two words for one thing
	case "", "NA":
		n.Quality = desk.QualityUnknown
	}
	return n
}

// ListPhoneNumbers lists all numbers of an account.
func (c *Client) ListPhoneNumbers(ctx context.Context, waba string) ([]channel.Number, error) {
	r := request{op: "list phone numbers", method: http.MethodGet, path: []string{waba, "phone_numbers"}, query: limit()}
	r.query.Set("fields", numberFields)
	rows, err := pages[numberJSON](ctx, c, r)
	var out []channel.Number
	for _, row := range rows {
		out = append(out, row.number())
	}
	return out, err
}

// GetPhoneNumber reads one number.
func (c *Client) GetPhoneNumber(ctx context.Context, phoneID string) (channel.Number, error) {
	r := request{op: "get phone number", method: http.MethodGet, path: []string{phoneID}}
	r.query = map[string][]string{"fields": {numberFields}}
	var row numberJSON
	if err := c.call(ctx, r, &row); err != nil {
		return channel.Number{}, err
	}
	if row.ID == "" {
		return channel.Number{}, r.unreadable(http.StatusOK, errNotOurShape)
	}
	return row.number(), nil
}

// Certificates gives the certificates of a number's display names, of the present one
// and of one that takes effect at the next registration; none when there is none.
func (c *Client) Certificates(ctx context.Context, phoneID string) ([]string, error) {
	r := request{op: "get certificates", method: http.MethodGet, path: []string{phoneID}}
	r.query = map[string][]string{"fields": {"certificate,new_certificate"}}
	var row struct {
		Present str `json:"certificate"`
		Next    str `json:"new_certificate"`
	}
	if err := c.call(ctx, r, &row); err != nil {
		return nil, err
	}
	var out []string
	for _, each := range []str{row.Present, row.Next} {
		if each != "" {
			out = append(out, string(each))
		}
	}
	return out, nil
}

// AddPhoneNumber adds a number to an account and returns Meta's id for it. It
// still has to be verified and registered. One that moves from another account keeps
// working there until it is registered here; its two-step verification must be off.
func (c *Client) AddPhoneNumber(ctx context.Context, waba string, n channel.NewNumber) (string, error) {
	r := request{op: "add phone number", method: http.MethodPost, path: []string{waba, "phone_numbers"}}
	body := map[string]any{"cc": n.CountryCode, "phone_number": string(n.National), "verified_name": n.Name}
	if n.Moves {
		body["migrate_phone_number"] = true
	}
	r.body = body
	var answer struct {
		ID str `json:"id"`
	}
	if err := c.call(ctx, r, &answer); err != nil {
		return "", err
	}
	if answer.ID == "" {
		return "", r.unreadable(http.StatusOK, errNotOurShape)
	}
	return string(answer.ID), nil
}

// RequestCode has Meta send a verification code to a number. The language is
// of the form en_US. Each call counts against a limit that Meta does not name.
func (c *Client) RequestCode(ctx context.Context, phoneID string, by channel.CodeMethod, language string) error {
	return c.command(ctx, request{
		op: "request code", method: http.MethodPost, path: []string{phoneID, "request_code"},
		body: map[string]string{"code_method": string(by), "language": language},
	})
}

// VerifyCode proves with a code that the number is ours. A hyphen or spaces in
// the code are left out: Meta takes digits only.
func (c *Client) VerifyCode(ctx context.Context, phoneID string, code desk.Secret) error {
	digits := make([]byte, 0, len(code))
	for _, d := range []byte(code.Reveal()) {
		if d >= '0' && d <= '9' {
			digits = append(digits, d)
		}
	}
	if len(digits) != 6 {
		return invalid("verify code", "code")
	}
	return c.command(ctx, request{
		op: "verify code", method: http.MethodPost, path: []string{phoneID, "verify_code"},
		body: map[string]string{"code": string(digits)}, secrets: []desk.Secret{code, desk.Secret(digits)},
	})
}

// Register signs a verified number in to the Cloud API. The PIN becomes the
// two-step PIN, or must be the present one. Ten calls in 72 hours lock the
// number for as long.
func (c *Client) Register(ctx context.Context, phoneID string, pin desk.Secret) error {
	if p := pin.Reveal(); len(p) != 6 || !onlyDigits(p) {
		return invalid("register", "pin")
	}
	return c.command(ctx, request{
		op: "register", method: http.MethodPost, path: []string{phoneID, "register"},
		body: map[string]string{"messaging_product": product, "pin": pin.Reveal()}, secrets: []desk.Secret{pin},
	})
}

// SetPIN gives a number another two-step PIN, or one if it has none. Meta does not ask for
// the present one.
func (c *Client) SetPIN(ctx context.Context, phoneID string, pin desk.Secret) error {
	if p := pin.Reveal(); len(p) != 6 || !onlyDigits(p) {
		return invalid("set pin", "pin")
	}
	return c.command(ctx, request{
		op: "set pin", method: http.MethodPost, path: []string{phoneID},
		body: map[string]string{"pin": pin.Reveal()}, secrets: []desk.Secret{pin},
	})
}

var _ channel.PINClient = (*Client)(nil)

// SetIdentityCheck has Meta tell hashes of the identities of who writes to a number, and hold
// sends against them. The pages have this key, the specification another one; one feature fits
// into a call.
func (c *Client) SetIdentityCheck(ctx context.Context, phoneID string, on bool) error {
	return c.command(ctx, request{
		op: "set identity check", method: http.MethodPost, path: []string{phoneID, "settings"},
		body: map[string]any{"user_identity_change": map[string]bool{"enable_identity_key_check": on}},
	})
}

var _ channel.IdentityClient = (*Client)(nil)

// ClearRedirect takes back the address that was set for the webhooks of one number.
func (c *Client) ClearRedirect(ctx context.Context, phoneID string) error {
	return c.command(ctx, request{
		op: "clear redirect", method: http.MethodPost, path: []string{phoneID},
		body: map[string]any{"webhook_configuration": map[string]string{"override_callback_uri": ""}},
	})
}

var _ channel.Redirector = (*Client)(nil)

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
