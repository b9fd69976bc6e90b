package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Twilio's part of writing templates: content is made, WhatsApp's approval of it is asked
// for, and it is deleted. It is never changed.

// mostTwilioVariables is how many variables a template may have.
const mostTwilioVariables = 100

var (
	twilioTypes    = []string{"twilio/text", "twilio/quick-reply", "twilio/call-to-action", "whatsapp/card"}
	whatsAppName   = regexp.MustCompile(`^[a-z0-9_]+$`)
	whatsAppGroups = []string{"UTILITY", "MARKETING", "AUTHENTICATION"}
)

// twilioCreateContent makes content.
func (s *Sandbox) twilioCreateContent(c *twilioCall) *twilioError {
	var o struct {
		Name     string            `json:"friendly_name"`
		Language string            `json:"language"`
		Samples  map[string]string `json:"variables"`
		Types    map[string]any    `json:"types"`
	}
	if json.NewDecoder(c.r.Body).Decode(&o) != nil {
		return refusedByTwilio(http.StatusBadRequest, 20001, "The body is not JSON")
	}
	if o.Language == "" || len(o.Types) == 0 {
		return refusedByTwilio(http.StatusBadRequest, 20001, "language and types are required")
	}
	for kind, part := range o.Types {
		if why := contentFault(kind, part, o.Samples); why != "" {
			return refusedByTwilio(http.StatusBadRequest, 20001, "%s", why)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.twilio()
	t := &twilioContent{SID: s.sid("HX"), Name: o.Name, Language: o.Language, Types: o.Types, Samples: o.Samples}
	w.Contents = append(w.Contents, t)
	s.touch()
	made := t.json()
	delete(made, "approval_requests") // only lists have it
	c.status, c.answer = http.StatusCreated, made
	return nil
}

// contentFault says why content of a type cannot be made, "" = it can.
func contentFault(kind string, part any, samples map[string]string) string {
	fields, is := part.(map[string]any)
	body, _ := fields["body"].(string)
	switch {
	case !slices.Contains(twilioTypes, kind):
		return "The type " + kind + " is not supported here"
	case !is || strings.TrimSpace(body) == "":
		return "body is required"
	case len(samples) > mostTwilioVariables:
		return "Too many variables"
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return "The type cannot be read"
	}
	for _, m := range twilioVariable.FindAllStringSubmatch(string(raw), -1) {
		if samples[m[1]] == "" {
			return "The variable " + m[1] + " has no sample"
		}
	}
	if actions, has := fields["actions"].([]any); (kind == "twilio/quick-reply" || kind == "twilio/call-to-action") && (!has || len(actions) == 0) {
		return "actions are required"
	}
	return ""
}

func (s *Sandbox) contentOf(c *twilioCall) (*twilioContent, *twilioError) {
	for _, t := range s.twilio().Contents {
		if t.SID == c.r.PathValue("sid") {
			return t, nil
		}
	}
	return nil, notAtTwilio(c.r)
}

// twilioAskApproval submits content to WhatsApp.
func (s *Sandbox) twilioAskApproval(c *twilioCall) *twilioError {
	var o struct {
		Name     string `json:"name"`
		Category string `json:"category"`
	}
	if json.NewDecoder(c.r.Body).Decode(&o) != nil || !whatsAppName.MatchString(o.Name) || !slices.Contains(whatsAppGroups, o.Category) {
		return refusedByTwilio(http.StatusBadRequest, 20001, "name and category are required")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, fail := s.contentOf(c)
	if fail != nil {
		return fail
	}
	if why := notForReview(t); why != "" {
		return refusedByTwilio(http.StatusBadRequest, 63040, "%s", why)
	}
	for _, other := range s.twilio().Contents {
		if other.Status != "" && other.Approved() == o.Name && other.Language == t.Language {
			return refusedByTwilio(http.StatusConflict, 20409, "A template of this name was submitted in this language")
		}
	}
	t.Status, t.Category, t.Submitted = "received", o.Category, o.Name
	if s.cfg.Pace.Review >= 0 {
		s.later(s.cfg.Pace.Review, step{Kind: stepReview, Ref: t.SID})
	}
	s.touch()
	c.status, c.answer = http.StatusCreated, t.approval()
	return nil
}

// notForReview says why WhatsApp is not asked about content: it was already, or its
// variables are not numbered from 1 without a gap.
func notForReview(t *twilioContent) string {
	if t.Status != "" {
		return "The content was submitted already"
	}
	numbers := []int{}
	for name := range t.Samples {
		n, err := strconv.Atoi(name)
		if err != nil {
			return "Variables are numbers"
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != i+1 {
			return "Variables are numbered without a gap"
		}
	}
	return ""
}

// twilioApproval tells how the review of content stands.
func (s *Sandbox) twilioApproval(c *twilioCall) *twilioError {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, fail := s.contentOf(c)
	if fail != nil {
		return fail
	}
	c.answer = map[string]any{"sid": t.SID, "account_sid": DefaultTwilioAccount, "whatsapp": t.approval()}
	return nil
}

// twilioDeleteContent deletes content, at WhatsApp too.
func (s *Sandbox) twilioDeleteContent(c *twilioCall) *twilioError {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, fail := s.contentOf(c)
	if fail != nil {
		return fail
	}
	w := s.twilio()
	w.Contents = slices.DeleteFunc(w.Contents, func(each *twilioContent) bool { return each == t })
	s.touch()
	c.status = http.StatusNoContent
	return nil
}

// reviewContent ends the review of content, by its id or its name. Twilio tells nobody of
// it. Callers hold mu.
func (s *Sandbox) reviewContent(name, status, reason string) bool {
	for _, t := range slices.Backward(s.twilio().Contents) {
		if t.Status != "" && (t.SID == name || t.Approved() == name) {
			t.Status, t.Reason = strings.ToLower(status), reason
			s.touch()
			return true
		}
	}
	return false
}

// approveContent ends the review of content, unless somebody has ended it. Callers hold mu.
func (s *Sandbox) approveContent(sid string) {
	for _, t := range s.twilio().Contents {
		if t.SID == sid && t.Status == "received" {
			s.reviewContent(sid, "approved", "")
		}
	}
}

// variablesOf gives the samples as Twilio lists them.
func (t *twilioContent) variablesOf() map[string]any {
	out := map[string]any{}
	for name := range maps.Keys(t.Samples) {
		out[name] = t.Samples[name]
	}
	return out
}
