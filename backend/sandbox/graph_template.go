package sandbox

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var placeholder = regexp.MustCompile(`\{\{\s*([a-z0-9_]+)\s*\}\}`)

const usualTemplateFields = "id,name,parameter_format,components,language,status,category"

func templateFields(t *template) map[string]any {
	out := map[string]any{
		"id": t.ID, "name": t.Name, "language": t.Language, "category": t.Category, "status": t.Status,
		"components": t.Components, "parameter_format": t.Format,
		"quality_score":   map[string]any{"score": cmp.Or(t.Quality, "UNKNOWN")},
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
		item, fail := pick(templateFields(t), c.args.str("fields"), usualTemplateFields, "WhatsAppMessageTemplate")
		if fail != nil {
			return nil, fail
		}
		items = append(items, item)
	}
	return page(c, s.graphBase, items)
}

func oneOf(wanted, have string) bool { return wanted == "" || wanted == have }

// Review ends or changes the review of a template and sends the webhook about
// it: status is Meta's word, reason belongs to REJECTED.
func (s *Sandbox) Review(templateID, status, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.review(templateID, status, reason) && !s.reviewContent(templateID, status, reason) {
		return fmt.Errorf("%w: no such template", ErrNotFound)
	}
	return nil
}

func (s *Sandbox) review(id, status, reason string) bool {
	t := s.templateByID(id)
	if t == nil {
		return false
	}
	t.Status, t.Reason = status, reason
	var why any
	if why = "NONE"; reason != "" {
		why = reason
	}
	num, _ := strconv.ParseInt(t.ID, 10, 64)
	s.hook(change{
		account: s.ix.accounts[t.AccountID], kind: "event", field: "message_template_status_update",
		key: "template " + id, items: []string{"template/" + id + "/" + status},
		value: map[string]any{
			"event": status, "message_template_id": num, "message_template_name": t.Name,
			"message_template_language": t.Language, "message_template_category": t.Category, "reason": why,
		},
	})
	s.touch()
	return true
}

// templateNamed gives the id of the newest template of a name, "" = there is none.
func (s *Sandbox) templateNamed(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range slices.Backward(s.w.Templates) {
		if t.Name == name {
			return t.ID
		}
	}
	return ""
}

func (s *Sandbox) templateByID(id string) *template {
	i := slices.IndexFunc(s.w.Templates, func(t *template) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return s.w.Templates[i]
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
