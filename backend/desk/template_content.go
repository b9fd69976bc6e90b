package desk

import (
	"slices"
	"strings"
)

// TemplateContent is what customers get of a template, and what decides its price.
type TemplateContent struct {
	Category     string           `json:"category"`
	Named        bool             `json:"named,omitempty"`
	HeaderKind   string           `json:"headerKind,omitempty"`
	HeaderText   string           `json:"headerText,omitempty"`
	HeaderSample string           `json:"headerSample,omitempty"`
	HeaderHandle string           `json:"headerHandle,omitempty"` // of the sample of a file, for the review alone
	Body         string           `json:"body"`
	Samples      []string         `json:"samples,omitempty"`
	Footer       string           `json:"footer,omitempty"`
	Buttons      []TemplateButton `json:"buttons,omitempty"`
}

// AgreedTemplate is the content of a template that people here relied on when it was
// changed or deleted at the provider.
type AgreedTemplate struct {
	TemplateContent
	At int64 `json:"at"` // when that was seen, Unix ms
}

// Content gives what the provider has of the template.
func (t *Template) Content() TemplateContent {
	return TemplateContent{
		Category: t.Category, Named: t.Named, HeaderKind: t.HeaderKind, HeaderText: t.HeaderText, HeaderSample: t.HeaderSample,
		Body: t.Body, Samples: slices.Clone(t.Samples), Footer: t.Footer, Buttons: slices.Clone(t.Buttons),
	}
}

// Same says whether customers get the same by both, for the same price. Samples are for
// the review alone.
func (c TemplateContent) Same(o TemplateContent) bool {
	return c.Category == o.Category && c.SameText(o)
}

// SameText is Same, whatever the category.
func (c TemplateContent) SameText(o TemplateContent) bool {
	return c.Named == o.Named && c.HeaderKind == o.HeaderKind && c.HeaderText == o.HeaderText && c.Body == o.Body && c.Footer == o.Footer &&
		slices.EqualFunc(c.Buttons, o.Buttons, func(a, b TemplateButton) bool {
			// A row from before buttons had phone numbers says nothing of them.
			return a.Kind == b.Kind && a.Text == b.Text && a.URL == b.URL && (a.Phone == b.Phone || a.Phone == "" || b.Phone == "")
		})
}

// lists says whether a content is what the provider makes of a login code that was written
// here: it has a text and a link, and we submit neither.
func (c TemplateContent) lists(code TemplateContent) bool {
	if code.Category != "AUTHENTICATION" || code.Body != "" || len(code.Buttons) != 1 || code.Buttons[0].Kind != "OTP" {
		return false
	}
	return c.Category == code.Category && c.HeaderKind == "" && c.Footer == "" && c.Body != "" && len(c.Buttons) == 1 && c.Buttons[0].Text == code.Buttons[0].Text
}

// FullerReason gives why a template stands as it does by the provider's list. What the
// provider told of it by itself says more, and stays while the status does.
func FullerReason(known, listed *Template) string {
	if known.Status == listed.Status && strings.HasPrefix(known.RejectedReason, listed.RejectedReason) {
		return known.RejectedReason
	}
	return listed.RejectedReason
}

// AgreedAfter says what was agreed on of a template of which the provider told something
// new, nil = that is what the provider has. It is the content on which people here relied:
// they may send no other template than one that was approved.
func AgreedAfter(before, now *Template, at int64) *AgreedTemplate {
	agreed := before.Agreed
	if agreed == nil {
		if before.Status != TemplateApproved && before.Status != TemplatePaused {
			return nil
		}
		agreed = &AgreedTemplate{TemplateContent: before.Content(), At: at}
	}
	if has := now.Content(); now.Status != TemplateDeleted && (has.Same(agreed.TemplateContent) || has.lists(agreed.TemplateContent)) {
		return nil
	}
	return agreed
}

// TemplateTaken is the payload of EntryTemplateTaken: what the provider has of a template
// is what counts from now on.
type TemplateTaken struct {
	ID TemplateID `json:"id"`
	By UserID     `json:"by,omitempty"`
}
