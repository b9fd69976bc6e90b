package templates

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
)

// Meta's bounds of buttons.
const (
	mostButtons = 10
	mostLabel   = 25 // characters
	mostURL     = 2000
	mostPhone   = 20
	mostCode    = 20
)

// mostOf is how many buttons of a kind there may be. What is not here cannot be written.
var mostOf = map[string]int{"QUICK_REPLY": 10, "URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1}

var (
	phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 ()./-]*$`)
	urlForm   = regexp.MustCompile(`^https?://[^\s/]+`)
)

func (l *lint) buttons() {
	list := l.content.Buttons
	if len(list) > mostButtons {
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButtons, Rule: desk.RuleTooMany, Most: mostButtons, Have: len(list)})
	}
	have := map[string]int{}
	apart := false
	for i, b := range list {
		have[b.Kind]++
		most, known := mostOf[b.Kind]
		switch {
		case !known:
			l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleButtonKind, At: i})
			continue
		case have[b.Kind] == most+1 && most < mostButtons:
			l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleTooMany, At: i, Most: most, Have: have[b.Kind]})
		}
		apart = apart || b.Kind == "QUICK_REPLY" && have[b.Kind] > 1 && list[i-1].Kind != b.Kind
		l.button(i, b)
	}
	if apart {
		l.add(desk.TemplateFieldButtons, desk.RuleApart)
	}
}

// button checks one button of a kind that can be written.
func (l *lint) button(i int, b desk.TemplateButton) {
	fault := func(r desk.TemplateRule) {
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: r, At: i})
	}
	if b.Kind != "COPY_CODE" {
		l.label(i, b.Text)
	}
	switch b.Kind {
	case "URL":
		l.url(i, b)
	case "PHONE_NUMBER":
		if !phoneForm.MatchString(b.Phone) || utf8.RuneCountInString(b.Phone) > mostPhone {
			fault(desk.RulePhone)
		}
	case "COPY_CODE":
		n := utf8.RuneCountInString(b.Sample)
		switch {
		case strings.TrimSpace(b.Sample) == "":
			fault(desk.RuleExample)
		case n > mostCode:
			l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleTooLong, At: i, Most: mostCode, Have: n})
		}
	}
}

func (l *lint) label(i int, text string) {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleMissing, At: i})
	case n > mostLabel:
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleTooLong, At: i, Most: mostLabel, Have: n})
	case strings.Contains(text, "{{"):
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleNoVariables, At: i})
	}
}

// url checks an address: it begins with http, and its one variable is at its end.
func (l *lint) url(i int, b desk.TemplateButton) {
	fault := func(r desk.TemplateRule) {
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: r, At: i})
	}
	if n := utf8.RuneCountInString(b.URL); n > mostURL {
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleTooLong, At: i, Most: mostURL, Have: n})
	}
	if !urlForm.MatchString(b.URL) {
		fault(desk.RuleURL)
		return
	}
	before, after, has := strings.Cut(b.URL, "{{")
	if !has {
		return
	}
	if after != "1}}" || strings.Contains(before, "}}") {
		fault(desk.RuleURLVariable)
		return
	}
	if !urlForm.MatchString(b.Sample) {
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldButton, Rule: desk.RuleExample, At: i, Name: "1"})
	}
}
