package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// codeOfLoginLife is how long the code of a sign-in lives.
const codeOfLoginLife = 30 * time.Second

const scopeManagement = "whatsapp_business_management"

// grant is what a person allowed the app in the sign-in window: a code first, the token
// that it is exchanged for then.
type grant struct {
	Code     string   `json:"code"`
	CodeDies int64    `json:"codeDies"`
	Used     bool     `json:"used"`
	Redirect string   `json:"redirect,omitempty"` // the redirect_uri of the sign-in, if it was one
	Token    string   `json:"token"`
	Scopes   []string `json:"scopes"`
	Accounts []string `json:"accounts"`
	Expires  int64    `json:"expires"` // of the token, Unix ms, 0 = never
	IssuedAt int64    `json:"issuedAt"`
	Business string   `json:"business,omitempty"` // of one from the hosted page, which has no code
}

func (g *grant) live(now int64) bool {
	return g.Used && (g.Expires == 0 || g.Expires > now)
}

func (g *grant) reaches(account string) bool {
	return slices.Contains(g.Accounts, account) && slices.Contains(g.Scopes, scopeManagement)
}

// grantOf finds the grant of a token that is in force. Callers hold mu.
func (s *Sandbox) grantOf(token string) *grant {
	for _, g := range s.w.Grants {
		if g.Token == token && g.live(s.nowMs()) {
			return g
		}
	}
	return nil
}

// mayReach says whether the call's token reaches an account. Callers hold mu.
func (c *call) mayReach(account string) bool { return c.grant == nil || c.grant.reaches(account) }

// exchange answers GET /oauth/access_token: an app turns the code of a sign-in into a
// token. It is the one call without a token.
func (s *Sandbox) exchange(r *http.Request) (any, *apiError) {
	if r.Method != http.MethodGet {
		return nil, errMethod()
	}
	q := r.URL.Query()
	switch {
	case q.Get("client_id") != s.cfg.AppID:
		return nil, oauthErr(101, 0, "Error validating application. Cannot get application info due to a system error.")
	case q.Get("client_secret") != s.cfg.AppSecret:
		return nil, oauthErr(1, 0, "Error validating client secret.")
	case q.Get("code") == "":
		return nil, oauthErr(100, 0, "Missing authorization code.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.w.Grants {
		if g.Business != "" || g.Code != q.Get("code") {
			continue
		}
		switch {
		case g.Used:
			return nil, oauthErr(100, 36009, "This authorization code has been used.")
		case s.nowMs() >= g.CodeDies:
			return nil, oauthErr(100, 36007, "This authorization code has expired.")
		case g.Redirect != q.Get("redirect_uri"):
			return nil, oauthErr(100, 36008, "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request")
		}
		g.Used, g.IssuedAt = true, s.nowMs()
		s.touch()
		return map[string]any{"access_token": g.Token, "token_type": "bearer"}, nil
	}
	return nil, oauthErr(100, 0, "Invalid verification code format.")
}

func oauthErr(code, subcode int, message string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: code, subcode: subcode, kind: "OAuthException", message: message}
}

// tokenFields is what debug_token tells of a token of a sign-in. Callers hold mu.
func (s *Sandbox) tokenFields(g *grant) map[string]any {
	granular := []map[string]any{}
	for _, sc := range g.Scopes {
		granular = append(granular, map[string]any{"scope": sc, "target_ids": g.Accounts})
	}
	return map[string]any{
		"app_id": s.cfg.AppID, "type": "SYSTEM_USER", "application": "Parley practice", "data_access_expires_at": 0,
		"expires_at": g.Expires / 1000, "is_valid": true, "issued_at": g.IssuedAt / 1000, "scopes": g.Scopes,
		"granular_scopes": granular, "user_id": "122100000000000002",
	}
}

// Wish is what a person does in the sign-in window. Empty fields are of the usual walk.
type Wish struct {
	AppID    string   `json:"appId"`
	ConfigID string   `json:"configId"`
	Redirect string   `json:"redirect"` // the redirect_uri, "" = in a window
	Account  string   `json:"account"`  // an account that there is, "" = a new one
	Name     string   `json:"name"`     // of the new account
	Number   string   `json:"number"`   // the id of a number of the account, "" = none
	Scopes   []string `json:"scopes"`
	// Fault is what goes wrong: "none" grants no account, "other" another one than the
	// window says, "expired" gives a code that is too old, "used" one that was used.
	Fault string `json:"fault"`
	// Hosted ends the walk on the hosted page: no code, and the app's webhook tells of it.
	Hosted   bool   `json:"hosted"`
	Business string `json:"business"` // whose account it is, "" = the usual one
}

// Allowed is what the window says at its end.
type Allowed struct {
	Code     string `json:"code"`
	Account  string `json:"account"`
	Number   string `json:"number"`
	Business string `json:"business"`
}

const practiceBusiness = "506914307656634"

// Allow ends a walk through the sign-in window.
func (s *Sandbox) Allow(w Wish) (Allowed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case w.AppID != s.cfg.AppID:
		return Allowed{}, fmt.Errorf("%w: this app is not active", ErrRefused)
	case w.ConfigID != DefaultConfigID:
		return Allowed{}, fmt.Errorf("%w: the app has no configuration with this ID", ErrRefused)
	}
	a, err := s.chosenAccount(w.Account, w.Name)
	if err != nil {
		return Allowed{}, err
	}
	if n := s.ix.numbers[w.Number]; w.Number != "" && (n == nil || n.AccountID != a.ID) {
		return Allowed{}, fmt.Errorf("%w: that number is not in the account", ErrInvalid)
	}
	now := s.nowMs()
	g := &grant{
		Code: "AQ" + s.digits("login", 40), CodeDies: now + codeOfLoginLife.Milliseconds(), Redirect: w.Redirect,
		Token: "EAAPRACTICEgrant" + s.digits("grant", 24), Scopes: append([]string{}, w.Scopes...), Accounts: []string{a.ID},
	}
	switch w.Fault {
	case "none":
		g.Accounts = []string{}
	case "other":
		g.Accounts = []string{s.newAccount("Somebody else's").ID}
	case "expired":
		g.CodeDies = now
	case "used":
		g.Used = true
	}
	out := Allowed{Code: g.Code, Account: a.ID, Number: w.Number, Business: cmp.Or(w.Business, practiceBusiness)}
	if w.Hosted {
		g.Code, g.Used, g.IssuedAt, g.Business, out.Code = "", true, now, out.Business, ""
		s.partnerAdded(a, out.Business)
	}
	s.w.Grants = append(s.w.Grants, g)
	s.touch()
	return out, nil
}

// chosenAccount gives an account of the business, a new one if it has no id. Callers
// hold mu.
func (s *Sandbox) chosenAccount(id, name string) (*account, error) {
	if id == "" {
		if name = strings.TrimSpace(name); name == "" {
			return nil, fmt.Errorf("%w: a new account has a name", ErrInvalid)
		}
		return s.newAccount(name), nil
	}
	a := s.ix.accounts[id]
	if a == nil {
		return nil, fmt.Errorf("%w: no such account", ErrNotFound)
	}
	return a, nil
}

// AddAccount makes another account of the same business, and gives its id. The usual
// token reaches it.
func (s *Sandbox) AddAccount(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.touch()
	return s.newAccount(name).ID
}

func (s *Sandbox) newAccount(name string) *account {
	a := &account{ID: s.digits("account", 15), Name: name}
	s.w.Accounts = append(s.w.Accounts, a)
	s.ix.accounts[a.ID] = a
	return a
}

// NewNumber is a number that a person adds in the sign-in window.
type NewNumber struct {
	Account string `json:"account"` // "" = a new one
	Name    string `json:"name"`    // of the new account
	Phone   string `json:"phone"`
	Display string `json:"display"` // the display name
	Method  string `json:"method"`  // SMS or VOICE, of the code
	OnPhone bool   `json:"onPhone"` // it stays in use in the WhatsApp Business app, and needs no code
}

// AddNumber adds a number as the sign-in window does, and has its code sent.
func (s *Sandbox) AddNumber(in NewNumber) (Allowed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	digits := digitsOnly(in.Phone)
	if len(digits) < 8 {
		return Allowed{}, fmt.Errorf("%w: type the number with its country code", ErrInvalid)
	}
	a, err := s.chosenAccount(in.Account, in.Name)
	if err != nil {
		return Allowed{}, err
	}
	n, err := s.numberIn(a, digits, in.Display)
	if err != nil {
		return Allowed{}, err
	}
	out := Allowed{Account: a.ID, Number: n.ID, Business: practiceBusiness}
	switch {
	case in.OnPhone:
		n.Verified, n.Registered, n.OnPhone, n.RegisteredAt = true, true, true, s.nowMs()
		s.touch()
		return out, nil
	case n.Verified:
		return out, nil
	}
	return out, said(s.requestCode(&call{args: args{"code_method": in.Method, "language": "en_US"}}, n))
}

// numberIn finds a number of an account, or adds it. Callers hold mu.
func (s *Sandbox) numberIn(a *account, digits, display string) (*number, error) {
	for _, n := range s.w.Numbers {
		if n.Digits == digits && n.AccountID == a.ID {
			return n, nil
		}
	}
	cc := digits[:2]
	if digits[0] == '1' {
		cc = "1"
	}
	got, fail := s.addNumber(&call{args: args{"cc": cc, "phone_number": digits, "verified_name": display}}, a)
	if fail != nil {
		return nil, said(nil, fail)
	}
	return s.ix.numbers[got.(map[string]any)["id"].(string)], nil //nolint:errcheck // addNumber answers so
}

// Prove types the code of a number into the sign-in window.
func (s *Sandbox) Prove(numberID, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[numberID]
	if n == nil {
		return fmt.Errorf("%w: no such number", ErrNotFound)
	}
	if n.Verified {
		return nil
	}
	return said(s.verifyCode(&call{args: args{"code": digitsOnly(code)}}, n))
}

// said gives a refusal of the Graph API as the window shows it.
func said(_ any, fail *apiError) error {
	switch {
	case fail == nil:
		return nil
	case fail.userMsg != "":
		return fmt.Errorf("%w: %s", ErrRefused, fail.userMsg)
	}
	return fmt.Errorf("%w: %s %s", ErrRefused, fail.message, fail.details)
}
