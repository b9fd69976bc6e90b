package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// Meta's limits on changing templates ("Template management").
const (
	newPerHour   = 100
	mostOfThem   = 6000 // of an account whose business is verified, as this one's is
	editsPerDay  = 1    // of an approved one
	editsPerTerm = 10
	editTerm     = 30 * 24 * time.Hour
	nameLocked   = 30 * 24 * time.Hour
	mostDeleted  = 100 // hsm_ids of one call
)

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
	if fail := readComponents(c.args, t); fail != nil {
		return nil, fail
	}
	if fail := t.check(); fail != nil {
		return nil, fail
	}
	now := s.nowMs()
	s.w.Created = since(s.w.Created, now-time.Hour.Milliseconds())
	switch {
	case s.findTemplate(a.ID, t.Name, t.Language) != nil:
		return nil, userErr(2388024, "Content in this language already exists",
			"There is already a template of that name in this language.")
	case now < s.w.Freed[a.ID+"/"+t.Name]:
		return nil, userErr(2388023, "The name is locked", "A template of that name was deleted in the last 30 days.")
	case len(s.w.Created) >= newPerHour:
		return nil, userErr(80007, "Too many templates", "At most 100 templates an hour can be created.")
	case len(s.w.Templates) >= mostOfThem:
		return nil, userErr(2388019, "Template limit reached", "The account has as many templates as it may have.")
	}
	s.w.Created = append(s.w.Created, now)
	s.w.Templates = append(s.w.Templates, t)
	s.reviewLater(t)
	return map[string]any{"id": t.ID, "status": t.Status, "category": t.Category}, nil
}

func readComponents(in args, t *template) *apiError {
	raw, _ := json.Marshal(in["components"])
	t.Components = nil
	if err := json.Unmarshal(raw, &t.Components); err != nil || len(t.Components) == 0 {
		return graphErr(100, "Param components must be a list of components.")
	}
	t.writeLoginCode()
	return nil
}

func (s *Sandbox) reviewLater(t *template) {
	if s.cfg.Pace.Review >= 0 {
		s.later(s.cfg.Pace.Review, step{Kind: stepReview, Ref: t.ID})
	}
	s.touch()
}

// templateNode reads, edits or resumes one template.
func (s *Sandbox) templateNode(c *call, t *template) (any, *apiError) {
	switch c.method + " " + c.edge {
	case "GET ":
		return pick(templateFields(t), c.args.str("fields"), usualTemplateFields, "WhatsAppMessageTemplate")
	case "POST ":
		return s.editTemplate(c, t)
	case "POST unpause":
		if t.Status != "PAUSED" {
			return nil, graphErr(100, "The template is not paused.")
		}
		s.review(t.ID, "APPROVED", "")
		return success, nil
	}
	return nil, errNode(c.node)
}

// editTemplate replaces all components, and the category of one that was never
// approved. The template waits for its review again.
func (s *Sandbox) editTemplate(c *call, t *template) (any, *apiError) {
	if !slices.Contains([]string{"APPROVED", "REJECTED", "PAUSED"}, t.Status) {
		return nil, userErr(2388039, "Template can't be edited", "A template in this state cannot be edited.")
	}
	to := *t
	if fail := readComponents(c.args, &to); fail != nil {
		return nil, fail
	}
	if category := c.args.str("category"); category != "" {
		if t.Status == "APPROVED" && category != t.Category {
			return nil, graphErr(100, "The category of an approved template cannot be changed.")
		}
		to.Category = category
	}
	if fail := to.check(); fail != nil {
		return nil, fail
	}
	if now := s.nowMs(); t.Status == "APPROVED" {
		to.Edits = since(slices.Clone(t.Edits), now-editTerm.Milliseconds())
		today := since(slices.Clone(to.Edits), now-(24*time.Hour).Milliseconds())
		if len(today) >= editsPerDay || len(to.Edits) >= editsPerTerm {
			return nil, userErr(2388039, "Template can't be edited",
				"An approved template can be edited once in 24 hours and 10 times in 30 days.")
		}
		to.Edits = append(to.Edits, now)
	}
	*t = to
	t.Status, t.Reason = "PENDING", ""
	s.tellEdited(t)
	s.reviewLater(t)
	return success, nil
}

// tellEdited sends the webhook that a template has another text, which has a part of it.
func (s *Sandbox) tellEdited(t *template) {
	num, _ := strconv.ParseInt(t.ID, 10, 64)
	value := map[string]any{
		"message_template_id": num, "message_template_name": t.Name, "message_template_language": t.Language,
		"message_template_element": t.part("BODY").Text,
	}
	if h := t.part("HEADER"); h != nil && h.Text != "" {
		value["message_template_title"] = h.Text
	}
	s.hook(change{
		account: s.ix.accounts[t.AccountID], kind: "event", field: "message_template_components_update",
		key: "template " + t.ID, items: []string{"template/" + t.ID + "/edited"}, value: value,
	})
}

// deleteTemplate takes a name with all its languages, one of them by hsm_id, or
// a list of ids.
func (s *Sandbox) deleteTemplate(c *call, a *account) (any, *apiError) {
	name, id := c.args.str("name"), c.args.str("hsm_id")
	var ids []string
	if list := c.args.str("hsm_ids"); list != "" {
		if err := json.Unmarshal([]byte(list), &ids); err != nil || len(ids) > mostDeleted {
			return nil, graphErr(100, "Param hsm_ids must be a list of at most 100 ids.")
		}
	}
	gone := slices.DeleteFunc(slices.Clone(s.w.Templates), func(t *template) bool {
		return t.AccountID != a.ID || !slices.Contains(ids, t.ID) && (t.Name != name || !oneOf(id, t.ID))
	})
	if len(gone) == 0 || len(ids) > len(gone) {
		return nil, graphErr(100, "No such template.")
	}
	for _, t := range gone {
		if t.Status == "APPROVED" || t.Status == "PAUSED" {
			if s.w.Freed == nil {
				s.w.Freed = map[string]int64{}
			}
			s.w.Freed[a.ID+"/"+t.Name] = s.nowMs() + nameLocked.Milliseconds()
		}
	}
	s.w.Templates = slices.DeleteFunc(s.w.Templates, func(t *template) bool { return slices.Contains(gone, t) })
	s.touch()
	return success, nil
}
