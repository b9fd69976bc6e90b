package sandbox

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	placeholder  = regexp.MustCompile(`\{\{\s*([a-z0-9_]+)\s*\}\}`)
)

func templateFields(t *template) map[string]any {
	out := map[string]any{
		"id": t.ID, "name": t.Name, "language": t.Language, "category": t.Category, "status": t.Status,
		"components": t.Components, "parameter_format": t.Format,
		"quality_score":   map[string]any{"score": "UNKNOWN"},
		"rejected_reason": "NONE",
	}
	if t.Reason != "" {
		out["rejected_reason"] = t.Reason
	}
	return out
}

func (s *Sandbox) listTemplates(c *call, a *account) (any, *apiError) {
	items := []map[string]any{}
	for _, t := range s.w.Templates {
		if t.AccountID != a.ID || !oneOf(c.args.str("status"), t.Status) || !oneOf(c.args.str("language"), t.Language) {
			continue
		}
		if name := c.args.str("name"); name != "" && name != t.Name {
			continue
		}
		item, fail := pick(templateFields(t), c.args.str("fields"),
			"id,name,parameter_format,components,language,status,category", "WhatsAppMessageTemplate")
		if fail != nil {
			return nil, fail
		}
		items = append(items, item)
	}
	return page(c, s.graphBase, items)
}

func oneOf(wanted, have string) bool { return wanted == "" || wanted == have }

// createTemplate files a template for review, which ends by itself after
// Pace.Review with the webhook that Meta sends.
func (s *Sandbox) createTemplate(c *call, a *account) (any, *apiError) {
	t := &template{
		ID: s.digits("template", 15), AccountID: a.ID, Name: c.args.str("name"), Language: c.args.str("language"),
		Category: c.args.str("category"), Status: "PENDING", Format: c.args.str("parameter_format"),
	}
	if t.Format == "" {
		t.Format = "POSITIONAL"
	}
	raw, _ := json.Marshal(c.args["components"])
	if err := json.Unmarshal(raw, &t.Components); err != nil || len(t.Components) == 0 {
		return nil, graphErr(100, "Param components must be a list of components.")
	}
	switch {
	case !templateName.MatchString(t.Name):
		return nil, graphErr(100, "Param name may hold lower-case letters, digits and underscores.")
	case !languagePattern.MatchString(t.Language):
		return nil, graphErr(100, "Param language must be a language code.")
	case !slices.Contains([]string{"MARKETING", "UTILITY", "AUTHENTICATION"}, t.Category):
		return nil, graphErr(100, "Param category must be MARKETING, UTILITY or AUTHENTICATION.")
	case t.part("BODY") == nil || t.part("BODY").Text == "" || len([]rune(t.part("BODY").Text)) > 1024:
		return nil, graphErr(100, "A body of 1 to 1024 characters is required.")
	}
	if s.findTemplate(a.ID, t.Name, t.Language) != nil {
		return nil, userErr(2388024, "Content in this language already exists",
			"There is already a template of that name in this language.")
	}
	s.w.Templates = append(s.w.Templates, t)
	if s.cfg.Pace.Review >= 0 {
		s.later(s.cfg.Pace.Review, step{Kind: stepReview, Ref: t.ID})
	}
	s.touch()
	return map[string]any{"id": t.ID, "status": t.Status, "category": t.Category}, nil
}

func (s *Sandbox) deleteTemplate(c *call, a *account) (any, *apiError) {
	name, id := c.args.str("name"), c.args.str("hsm_id")
	before := len(s.w.Templates)
	s.w.Templates = slices.DeleteFunc(s.w.Templates, func(t *template) bool {
		return t.AccountID == a.ID && t.Name == name && oneOf(id, t.ID)
	})
	if len(s.w.Templates) == before {
		return nil, graphErr(100, "No such template.")
	}
	s.touch()
	return success, nil
}

// Review ends or changes the review of a template and sends the webhook about
// it: status is Meta's word, reason belongs to REJECTED.
func (s *Sandbox) Review(templateID, status, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.review(templateID, status, reason) {
		return fmt.Errorf("%w: no such template", ErrNotFound)
	}
	return nil
}

func (s *Sandbox) review(id, status, reason string) bool {
	i := slices.IndexFunc(s.w.Templates, func(t *template) bool { return t.ID == id })
	if i < 0 {
		return false
	}
	t := s.w.Templates[i]
	t.Status, t.Reason = status, reason
	var why any
	if why = "NONE"; reason != "" {
		why = reason
	}
	num, _ := strconv.ParseInt(t.ID, 10, 64)
	s.hook(s.ix.accounts[t.AccountID], "event", "message_template_status_update", "template "+id,
		[]string{"template/" + id + "/" + status}, map[string]any{
			"event": status, "message_template_id": num, "message_template_name": t.Name,
			"message_template_language": t.Language, "message_template_category": t.Category, "reason": why,
		})
	s.touch()
	return true
}

func (s *Sandbox) findTemplate(accountID, name, language string) *template {
	for _, t := range s.w.Templates {
		if t.AccountID == accountID && t.Name == name && t.Language == language {
			return t
		}
	}
	return nil
}

// variables lists the placeholders of a text in the order of first use.
func variables(text string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// fillText puts values into the placeholders of a text.
func fillText(text string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		name := strings.TrimSpace(strings.Trim(p, "{}"))
		if v, ok := values[name]; ok {
			return v
		}
		return p
	})
}
