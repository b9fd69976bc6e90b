package templates

import (
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
)

// fresh says whether a template is to be made at its provider, rather than changed there.
func (s Subject) fresh() bool {
	return s.Status == desk.TemplateDrafted || s.Status == desk.TemplateDeleted || s.Status == desk.TemplateUnsubmitted
}

// limits checks what the template's provider cannot be given from here, whatever WhatsApp
// would take.
func (l *lint) limits(s Subject) {
	c, most := s.Content, s.Limits
	if most.Final && !s.fresh() {
		l.add(desk.TemplateFieldName, desk.RuleFinal)
	}
	if most.NoLoginCode && c.Category == authentication {
		l.add(desk.TemplateFieldCategory, desk.RuleElsewhere)
	}
	if most.NoFile && slices.Contains([]string{"IMAGE", "VIDEO", "DOCUMENT"}, c.HeaderKind) {
		l.noFile = true
		l.add(desk.TemplateFieldHeader, desk.RuleElsewhere)
	}
	if most.Numbered && c.Named {
		l.add(desk.TemplateFieldBody, desk.RuleNumbered)
	}
	links := 0
	for i, b := range c.Buttons {
		if strings.Contains(b.URL, "{{") {
			links++
		}
		switch {
		case most.NoCopyCode && b.Kind == "COPY_CODE":
			l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleElsewhere, At: i})
		case most.OneLink && links > 1 && strings.Contains(b.URL, "{{"):
			l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleOneLink, At: i})
		}
	}
}
