package templates_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/templates"
)

// What a provider cannot be given from here is a fault beside the field, whatever WhatsApp
// would take. A provider without limits has none of these.
func TestLint_whatAProviderCannotBeGiven(t *testing.T) {
	t.Parallel()
	all := desk.TemplateLimits{Final: true, Numbered: true, OneLink: true, NoFile: true, NoLoginCode: true, NoCopyCode: true}
	link := func(url string) desk.TemplateButton {
		return desk.TemplateButton{Kind: "URL", Text: "Go", URL: url, Sample: "https://x.example/7"}
	}
	for name, c := range map[string]struct {
		change func(*templates.Subject)
		want   []string
	}{
		"nothing":                   {func(s *templates.Subject) { s.Content.Buttons = nil }, nil},
		"a copied code":             {func(*templates.Subject) {}, []string{"button:elsewhere@5"}},
		"one that was submitted":    {func(s *templates.Subject) { s.Content.Buttons, s.Status = nil, desk.TemplateApproved }, []string{"name:final"}},
		"one in review":             {func(s *templates.Subject) { s.Content.Buttons, s.Status = nil, desk.TemplatePending }, []string{"name:final"}},
		"one that was refused":      {func(s *templates.Subject) { s.Content.Buttons, s.Status = nil, desk.TemplateRejected }, []string{"name:final"}},
		"one that nobody submitted": {func(s *templates.Subject) { s.Content.Buttons, s.Status = nil, desk.TemplateUnsubmitted }, nil},
		"names": {func(s *templates.Subject) {
			s.Content.Buttons, s.Content.Named, s.Content.HeaderText = nil, true, "Order {{order}} is here"
			s.Content.Body = "Hello {{who}}, your order {{order}} is ready to be collected."
		}, []string{"body:numbered"}},
		"a file": {func(s *templates.Subject) {
			s.Content.Buttons, s.Content.HeaderKind, s.Content.HeaderText = nil, "IMAGE", ""
		}, []string{"header:elsewhere"}},
		"a login code": {func(s *templates.Subject) {
			s.Content = desk.TemplateContent{Category: "AUTHENTICATION", Buttons: []desk.TemplateButton{{Kind: "OTP", Text: "Copy"}}}
		}, []string{"category:elsewhere"}},
		"two links": {func(s *templates.Subject) {
			s.Content.Buttons = []desk.TemplateButton{link("https://x.example/{{1}}"), link("https://x.example/")}
		}, nil},
		"two links with a variable": {func(s *templates.Subject) {
			s.Content.Buttons = []desk.TemplateButton{link("https://x.example/{{1}}"), link("https://y.example/{{1}}")}
		}, []string{"button:oneLink@1"}},
	} {
		s := fine()
		s.Limits = all
		c.change(&s)
		if got := said(templates.Lint(s, nil, now)); !cmp.Equal(got, append([]string{}, c.want...)) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		s.Limits = desk.TemplateLimits{}
		for _, f := range templates.Lint(s, nil, now) {
			if f.Rule == desk.RuleFinal || f.Rule == desk.RuleElsewhere || f.Rule == desk.RuleNumbered || f.Rule == desk.RuleOneLink {
				t.Errorf("%s: %s without a limit", name, f.Rule)
			}
		}
	}
}
