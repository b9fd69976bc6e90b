package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// What the pretend Meta does by itself to a number or to its account. Restrictions, tiers,
// names and templates come by webhook; of a status and of a good or middling quality
// nothing is told, as with Meta: whoever asks for the number learns of them.
const (
	NewsRestrict     = "restrict" // no conversations are begun, for NewsRestriction
	NewsLift         = "lift"     // that is over
	NewsGreen        = "green"    // the quality
	NewsYellow       = "yellow"
	NewsRed          = "red"      // told: customers complain
	NewsTierUp       = "tierUp"   // ten thousand customers a day
	NewsTierDown     = "tierDown" // 250
	NewsDisconnect   = "disconnect"
	NewsConnect      = "connect"
	NewsNameApproved = "nameApproved"
	NewsNameDeclined = "nameDeclined"
	NewsPause        = "pause" // the account's first approved template
	NewsResume       = "resume"
	NewsReject       = "reject"     // the account's newest template, in review or approved
	NewsRecategorize = "recategory" // the newest approved one of another category becomes marketing
	NewsDislike      = "dislike"    // customers take the newest approved one badly
)

// NewsRestriction is how long a restriction of NewsRestrict goes on.
const NewsRestriction = time.Hour

// News is something that the pretend Meta does to a number.
type News struct {
	PhoneNumberID string `json:"phoneNumberId"`
	What          string `json:"what"`
}

// Happen does it. ErrRefused when there is nothing to do it to.
func (s *Sandbox) Happen(in News) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.ix.numbers[in.PhoneNumberID]
	if n == nil {
		return fmt.Errorf("%w: no such number", ErrNotFound)
	}
	do := happenings[in.What]
	if do == nil {
		return fmt.Errorf("%w: the news are none that there are", ErrInvalid)
	}
	if err := do(s, n); err != nil {
		return err
	}
	s.touch()
	return nil
}

var happenings = map[string]func(*Sandbox, *number) error{
	NewsRestrict: func(s *Sandbox, n *number) error {
		until := s.now().Add(NewsRestriction).Unix()
		s.tell(n, "account_update", map[string]any{
			"event": "ACCOUNT_RESTRICTION", "restriction_info": []any{map[string]any{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": until}},
		})
		return nil
	},
	NewsLift: func(s *Sandbox, n *number) error {
		s.tell(n, "account_update", map[string]any{
			"event": "DISABLED_UPDATE", "ban_info": map[string]any{"waba_ban_state": "REINSTATE", "waba_ban_date": s.now().Format("January 2, 2006")},
		})
		return nil
	},
	NewsGreen:        func(s *Sandbox, n *number) error { return s.rate(n, "GREEN") },
	NewsYellow:       func(s *Sandbox, n *number) error { return s.rate(n, "YELLOW") },
	NewsRed:          func(s *Sandbox, n *number) error { return s.rate(n, "RED") },
	NewsTierUp:       func(s *Sandbox, n *number) error { return s.setTier(n, "TIER_10K") },
	NewsTierDown:     func(s *Sandbox, n *number) error { return s.setTier(n, "TIER_250") },
	NewsDisconnect:   func(_ *Sandbox, n *number) error { return n.sign(false) },
	NewsConnect:      func(_ *Sandbox, n *number) error { return n.sign(true) },
	NewsNameApproved: func(s *Sandbox, n *number) error { return s.judgeName(n, "APPROVED", "APPROVED", nil) },
	NewsNameDeclined: func(s *Sandbox, n *number) error { return s.judgeName(n, "DECLINED", "REJECTED", "NAME_GENERIC") },
	NewsPause:        func(s *Sandbox, n *number) error { return s.turn(n, "APPROVED", "PAUSED") },
	NewsReject:       func(s *Sandbox, n *number) error { return s.reject(n) },
	NewsRecategorize: func(s *Sandbox, n *number) error { return s.recategorize(n) },
	NewsDislike:      func(s *Sandbox, n *number) error { return s.dislike(n) },
	NewsResume:       func(s *Sandbox, n *number) error { return s.turn(n, "PAUSED", "APPROVED") },
}

// tell sends a webhook about a number or its account. Callers hold mu.
func (s *Sandbox) tell(n *number, field string, value map[string]any) {
	s.hook(change{account: s.ix.accounts[n.AccountID], number: n, kind: "event", field: field, key: n.ID, value: value})
}

// rate gives the number a quality. That it is bad, and that it is no longer, is told.
func (s *Sandbox) rate(n *number, quality string) error {
	before := n.Quality
	n.Quality = quality
	switch {
	case quality == "RED":
		s.tell(n, "phone_number_quality_update", map[string]any{"display_phone_number": n.Digits, "event": "FLAGGED", "max_daily_conversations_per_business": n.tier()})
	case before == "RED":
		s.tell(n, "phone_number_quality_update", map[string]any{"display_phone_number": n.Digits, "event": "UNFLAGGED", "max_daily_conversations_per_business": n.tier()})
	}
	return nil
}

func (s *Sandbox) setTier(n *number, tier string) error {
	n.Tier = tier
	s.tell(n, "business_capability_update", map[string]any{"max_daily_conversations_per_business": tier, "max_phone_numbers_per_waba": 2})
	return nil
}

// sign takes the number off the platform, or puts it back.
func (n *number) sign(in bool) error {
	if !n.Verified || n.Registered == in {
		return fmt.Errorf("%w: the number is that already, or was never connected", ErrRefused)
	}
	n.Registered = in
	return nil
}

func (s *Sandbox) judgeName(n *number, state, decision string, reason any) error {
	n.NameState = state
	s.tell(n, "phone_number_name_update", map[string]any{
		"display_phone_number": n.Digits, "decision": decision, "requested_verified_name": n.Name, "rejection_reason": reason,
	})
	return nil
}

// turn gives the first template of the number's account in one status another one.
func (s *Sandbox) turn(n *number, from, to string) error {
	for _, t := range s.w.Templates {
		if t.AccountID == n.AccountID && t.Status == from {
			s.review(t.ID, to, "")
			return nil
		}
	}
	return fmt.Errorf("%w: there is no template of which that could be told", ErrRefused)
}

var errNoTemplate = fmt.Errorf("%w: there is no template of which that could be told", ErrRefused)

// newest gives the account's newest template that fits.
func (s *Sandbox) newest(n *number, fits func(*template) bool) *template {
	for _, t := range slices.Backward(s.w.Templates) {
		if t.AccountID == n.AccountID && fits(t) {
			return t
		}
	}
	return nil
}

func (s *Sandbox) reject(n *number) error {
	t := s.newest(n, func(t *template) bool { return t.Status == "PENDING" || t.Status == "APPROVED" })
	if t == nil {
		return errNoTemplate
	}
	s.review(t.ID, "REJECTED", "INVALID_FORMAT")
	return nil
}

func (s *Sandbox) recategorize(n *number) error {
	t := s.newest(n, func(t *template) bool { return t.Status == "APPROVED" && t.Category == "UTILITY" })
	if t == nil {
		return errNoTemplate
	}
	before := t.Category
	t.Category = "MARKETING"
	s.tellOfTemplate(t, "template_category_update", map[string]any{"previous_category": before, "new_category": t.Category})
	return nil
}

func (s *Sandbox) dislike(n *number) error {
	t := s.newest(n, func(t *template) bool { return t.Status == "APPROVED" && t.Quality != "RED" })
	if t == nil {
		return errNoTemplate
	}
	before := cmp.Or(t.Quality, "UNKNOWN")
	t.Quality = "RED"
	s.tellOfTemplate(t, "message_template_quality_update", map[string]any{"previous_quality_score": before, "new_quality_score": t.Quality})
	return nil
}

// tellOfTemplate sends a webhook about a template.
func (s *Sandbox) tellOfTemplate(t *template, field string, value map[string]any) {
	num, _ := strconv.ParseInt(t.ID, 10, 64)
	value["message_template_id"], value["message_template_name"], value["message_template_language"] = num, t.Name, t.Language
	s.hook(change{account: s.ix.accounts[t.AccountID], kind: "event", field: field, key: "template " + t.ID, items: []string{"template/" + t.ID + "/" + field}, value: value})
}

func (n *number) tier() string { return cmp.Or(n.Tier, "TIER_250") }
