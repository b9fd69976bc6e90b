package sandbox

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	codeLife      = 10 * time.Minute
	codeTries     = 5  // then the code is dead
	codeRequests  = 5  // per 10 minutes
	registerLimit = 10 // in registerSpan, for register and deregister each
	registerSpan  = 72 * time.Hour
)

var (
	pinPattern      = regexp.MustCompile(`^\d{6}$`)
	languagePattern = regexp.MustCompile(`^[a-z]{2}(_[A-Z]{2})?$`)
	regions         = strings.Fields("AU ID IN JP SG KR DE CH GB BR BH ZA AE CA")
)

const usualNumberFields = "id,verified_name,display_phone_number,quality_rating,code_verification_status," +
	"platform_type,throughput,last_onboarded_time,webhook_configuration,status,name_status"

func (s *Sandbox) numberFields(n *number) map[string]any {
	verification, platform, level, can := "NOT_VERIFIED", "NOT_APPLICABLE", "NOT_APPLICABLE", "BLOCKED"
	if n.Verified {
		verification = "VERIFIED"
	}
	if n.Registered {
		platform, level, can = "CLOUD_API", "STANDARD", "AVAILABLE"
	}
	hooks := map[string]any{"application": s.targets.Meta}
	if o := s.ix.accounts[n.AccountID].Override; o != "" {
		hooks["whatsapp_business_account"] = o
	}
	if n.Override != "" {
		hooks["phone_number"] = n.Override
	}
	out := map[string]any{
		"id": n.ID, "verified_name": n.Name, "display_phone_number": display(n),
		"quality_rating": cmp.Or(n.Quality, "GREEN"), "quality_score": map[string]any{"score": cmp.Or(n.Quality, "GREEN")},
		"code_verification_status": verification, "platform_type": platform, "host_platform": platform,
		"throughput": map[string]any{"level": level}, "webhook_configuration": hooks,
		"status": n.status(), "name_status": cmp.Or(n.NameState, "APPROVED"), "new_name_status": "NONE",
		"account_mode": "LIVE", "is_official_business_account": false, "is_on_biz_app": n.OnPhone,
		"is_pin_enabled": n.PIN != "", "search_visibility": "VISIBLE", "country_dial_code": n.CC,
		"whatsapp_business_manager_messaging_limit": n.tier(), "messaging_limit_tier": n.tier(),
		"health_status":       health("PHONE_NUMBER", n.ID, can),
		"last_onboarded_time": nil, "username": nil, "country_code": nil,
		"certificate": certificate(n.ID, n.Name), "new_certificate": nil, "new_display_name": nil,
	}
	if n.RegisteredAt > 0 {
		out["last_onboarded_time"] = time.UnixMilli(n.RegisteredAt).UTC().Format("2006-01-02T15:04:05-0700")
	}
	if s.broken(desk.CheckRegistered) {
		out["status"], out["platform_type"] = "DISCONNECTED", "NOT_APPLICABLE"
	}
	if s.broken(desk.CheckDisplayName) {
		out["name_status"] = "DECLINED"
	}
	if n.NewName != "" {
		out["new_display_name"], out["new_name_status"] = n.NewName, "APPROVED"
		out["new_certificate"] = certificate(n.ID, n.NewName)
	}
	return out
}

// certificate is that of an approved display name: bytes that only Meta can read.
func certificate(id, name string) string {
	sum := sha256.Sum256([]byte("certificate\x00" + id + "\x00" + name))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// display writes a number with spaces, as Meta does for humans.
func display(n *number) string {
	rest := strings.TrimPrefix(n.Digits, n.CC)
	if len(rest) <= 4 {
		return "+" + n.CC + " " + rest
	}
	return "+" + n.CC + " " + rest[:3] + " " + rest[3:]
}

func (s *Sandbox) listNumbers(c *call, a *account) (any, *apiError) {
	items := []map[string]any{}
	for _, n := range s.w.Numbers {
		if n.AccountID != a.ID || s.broken(desk.CheckNumber) {
			continue
		}
		item, fail := pick(s.numberFields(n), c.args.str("fields"), usualNumberFields, "WhatsAppBusinessPhoneNumber")
		if fail != nil {
			return nil, fail
		}
		items = append(items, item)
	}
	return page(c, s.graphBase, items)
}

func (s *Sandbox) addNumber(c *call, a *account) (any, *apiError) {
	cc, phone, name := digitsOnly(c.args.str("cc")), digitsOnly(c.args.str("phone_number")), c.args.str("verified_name")
	moves, _ := c.args["migrate_phone_number"].(bool)
	switch {
	case cc == "" || len(cc) > 3:
		return nil, graphErr(100, "The parameter cc is required: a country calling code.")
	case phone == "":
		return nil, graphErr(100, "The parameter phone_number is required.")
	case !moves && len([]rune(name)) < 2 || !moves && len([]rune(name)) > 75:
		return nil, graphErr(100, "verified_name must have 2 to 75 characters.")
	}
	if !strings.HasPrefix(phone, cc) || len(phone) < 10 {
		phone = cc + strings.TrimPrefix(phone, "0")
	}
	if len(phone) < 8 || len(phone) > 15 {
		return nil, graphErr(100, "phone_number is not a phone number.")
	}
	var from *number
	for _, n := range s.w.Numbers {
		if n.Digits == phone && moves && n.AccountID != a.ID && n.From == "" {
			from = n
			continue
		}
		if n.Digits == phone {
			e := graphErr(2388012, "The phone number already exists in this WhatsApp Business account.")
			e.userTitle, e.userMsg = "Phone number exists", "This phone number was already added."
			return nil, e
		}
	}
	n := &number{ID: s.digits("number", 15), AccountID: a.ID, CC: cc, Digits: phone, Name: name}
	if moves {
		if fail := mayMove(from); fail != nil {
			return nil, fail
		}
		n.From, n.Name, n.Profile = from.ID, from.Name, from.Profile
	}
	s.w.Numbers = append(s.w.Numbers, n)
	s.ix.numbers[n.ID] = n
	s.touch()
	return map[string]any{"id": n.ID}, nil
}

// mayMove says why a number cannot come from its present account.
func mayMove(from *number) *apiError {
	switch {
	case from == nil || !from.Registered:
		return userErr(2388103, "Cannot migrate", "This phone number is not registered in another WhatsApp Business account.")
	case from.PIN != "":
		return userErr(2388103, "Cannot migrate", "Turn two-step verification off for this phone number first.")
	}
	return nil
}

// arrive ends a move: the number is gone from the account that it came from.
func (s *Sandbox) arrive(n *number) {
	if n.From == "" {
		return
	}
	s.w.Numbers = slices.DeleteFunc(s.w.Numbers, func(each *number) bool { return each.ID == n.From })
	delete(s.ix.numbers, n.From)
	n.From = ""
}

func digitsOnly(v string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, v)
}

func (s *Sandbox) numberEdge(c *call, n *number) (any, *apiError) {
	switch c.method + " " + c.edge {
	case "GET ":
		return pick(s.numberFields(n), c.args.str("fields"), usualNumberFields, "WhatsAppBusinessPhoneNumber")
	case "POST request_code":
		return s.requestCode(c, n)
	case "POST verify_code":
		return s.verifyCode(c, n)
	case "POST register":
		return s.register(c, n)
	case "POST deregister":
		return s.deregister(n)
	case "POST settings":
		n.IdentityKeys, _ = c.args.obj("user_identity_change")["enable_identity_key_check"].(bool)
		s.touch()
		return success, nil
	case "POST smb_app_data":
		return s.syncPhone(c, n)
	case "GET whatsapp_business_profile":
		return s.getProfile(c, n)
	case "POST whatsapp_business_profile":
		return s.setProfile(c, n)
	case "POST messages":
		return s.postMessage(c, n)
	}
	return nil, errNode(c.node)
}

func (s *Sandbox) requestCode(c *call, n *number) (any, *apiError) {
	method, language, now := c.args.str("code_method"), c.args.str("language"), s.nowMs()
	switch {
	case method != "SMS" && method != "VOICE":
		return nil, graphErr(100, "code_method must be SMS or VOICE.")
	case !languagePattern.MatchString(language):
		return nil, graphErr(100, "language must be a locale such as en_US.")
	case n.Verified:
		return nil, userErr(136024, "Already verified", "This phone number is already verified.")
	}
	n.Requests = since(n.Requests, now-codeLife.Milliseconds())
	if len(n.Requests) >= codeRequests {
		return nil, userErr(136024, "Too many requests", "Please try again in some time.")
	}
	n.Requests = append(n.Requests, now)
	d := s.digest("code", s.next())
	n.Code = fmt.Sprintf("%06d", binary.BigEndian.Uint32(d[:4])%1_000_000)
	n.CodeSentAt, n.CodeDies, n.WrongCodes = now, now+codeLife.Milliseconds(), 0
	if method == "VOICE" {
		n.LastText = "Call: verification code is " + strings.Join(strings.Split(n.Code, ""), " ")
		s.later(time.Duration(s.cfg.Carrier.DelayMs)*time.Millisecond, step{Kind: stepCall, Ref: n.Digits, Text: SpokenBy(n.Code)})
	} else {
		s.later(time.Duration(s.cfg.Carrier.DelayMs)*time.Millisecond, step{Kind: stepSMS, Ref: n.Digits,
			Text: "WhatsApp code " + n.Code[:3] + "-" + n.Code[3:]})
	}
	s.touch()
	return success, nil
}

func userErr(code int, title, msg string) *apiError {
	e := graphErr(code, msg)
	e.userTitle, e.userMsg = title, msg
	return e
}

// since keeps the stamps that are not older than limit.
func since(stamps []int64, limit int64) []int64 {
	return slices.DeleteFunc(stamps, func(t int64) bool { return t <= limit })
}

func (s *Sandbox) verifyCode(c *call, n *number) (any, *apiError) {
	code := c.args.str("code")
	if !pinPattern.MatchString(code) {
		return nil, graphErr(100, "The parameter code must be the 6 digits, without the hyphen.")
	}
	s.touch()
	switch {
	case n.Code == "":
		return nil, userErr(136025, "No code", "Request a code first; a code is valid once.")
	case s.nowMs() >= n.CodeDies:
		return nil, userErr(136025, "Code expired", "The code has expired. Request a new one.")
	case code != n.Code:
		if n.WrongCodes++; n.WrongCodes >= codeTries {
			n.Code = ""
			return nil, userErr(136025, "Too many tries", "Too many wrong codes. Request a new one.")
		}
		return nil, userErr(136025, "Wrong code", "The code is not correct.")
	}
	n.Verified, n.Code = true, ""
	return map[string]any{"success": true, "id": n.ID}, nil
}

func (s *Sandbox) register(c *call, n *number) (any, *apiError) {
	pin, region, now := c.args.str("pin"), c.args.str("data_localization_region"), s.nowMs()
	switch {
	case c.args.str("messaging_product") != "whatsapp":
		return nil, errProduct()
	case !pinPattern.MatchString(pin):
		return nil, graphErr(100, "The parameter pin must be 6 digits.")
	case region != "" && !slices.Contains(regions, region):
		return nil, graphErr(100, "data_localization_region is not supported.")
	}
	if n.Registers = since(n.Registers, now-registerSpan.Milliseconds()); len(n.Registers) >= registerLimit {
		return nil, graphErr(133016, "The number was registered too often. Wait 72 hours.")
	}
	n.Registers = append(n.Registers, now)
	s.touch()
	switch {
	case !n.Verified:
		return nil, graphErr(133006, "Phone number is not verified through sms or voice.")
	case n.PIN != "" && n.PIN != pin:
		return nil, graphErr(133005, "Two step verification PIN mismatch.")
	}
	n.PIN, n.Registered, n.RegisteredAt = pin, true, now
	s.arrive(n)
	if n.NewName != "" {
		n.Name, n.NewName = n.NewName, ""
	}
	s.scheduleFirst()
	return success, nil
}

func (s *Sandbox) deregister(n *number) (any, *apiError) {
	now := s.nowMs()
	if n.Deregisters = since(n.Deregisters, now-registerSpan.Milliseconds()); len(n.Deregisters) >= registerLimit {
		return nil, graphErr(133016, "The number was deregistered too often. Wait 72 hours.")
	}
	if !n.Registered {
		return nil, graphErr(133010, "The phone number is not registered.")
	}
	n.Deregisters = append(n.Deregisters, now)
	n.Registered = false
	s.touch()
	return success, nil
}

func errProduct() *apiError {
	e := graphErr(100, "")
	e.message = "(#100) The parameter messaging_product is required."
	e.details = "messaging_product must be whatsapp."
	return e
}

// Code returns the verification code that was sent to a number last, and when
// it dies (Unix ms). It is for tests; the relay has to catch the SMS.
func (s *Sandbox) Code(numberID string) (code string, dies int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[numberID]
	if n == nil || n.Code == "" {
		return "", 0, fmt.Errorf("%w: no code is open for that number", ErrNotFound)
	}
	return n.Code, n.CodeDies, nil
}

// ExpireCode ends the life of a number's code now.
func (s *Sandbox) ExpireCode(numberID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[numberID]
	if n == nil || n.Code == "" {
		return fmt.Errorf("%w: no code is open for that number", ErrNotFound)
	}
	n.CodeDies = s.nowMs()
	s.touch()
	return nil
}

func (n *number) live(a *account) bool { return n.Registered && a != nil && a.Subscribed }
