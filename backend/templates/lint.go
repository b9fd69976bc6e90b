package templates

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
)

// Meta's bounds, in characters.
const (
	MostBody = 1024
	MostEdge = 60 // header, footer
)

var (
	nameForm   = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	categories = []string{"MARKETING", "UTILITY", authentication}
)

const authentication = "AUTHENTICATION"

// Subject is a template that is to be submitted.
type Subject struct {
	ID       desk.TemplateID // of its row here
	Account  desk.WabaID
	Name     string
	Language string
	Status   string // what the provider says of it now
	Category string // that it has at the provider
	Content  desk.TemplateContent
	Limits   desk.TemplateLimits // of its provider

	EditableAt int64 // from when on an approved one may be changed, Unix ms, 0 = it may
	Often      bool  // it was changed too often in all
}

// Lint lists what the provider would refuse, in the order of the parts; none = it may be
// submitted. All are the templates that are known of every account.
func Lint(s Subject, all []*desk.Template, now time.Time) []desk.TemplateFault {
	l := lint{content: s.Content}
	l.identity(s, all, now)
	l.limits(s)
	if s.Content.Category == authentication {
		l.loginCode()
		return l.faults
	}
	l.header()
	l.body()
	l.footer()
	l.buttons()
	return l.faults
}

// lint collects faults.
type lint struct {
	content desk.TemplateContent
	noFile  bool // the provider takes none: no example is asked for
	faults  []desk.TemplateFault
}

func (l *lint) add(f desk.TemplateField, r desk.TemplateRule) {
	l.faults = append(l.faults, desk.TemplateFault{Field: f, Rule: r})
}

func (l *lint) addFault(f desk.TemplateFault) { l.faults = append(l.faults, f) }

// identity checks what tells the template from others, and whether it may change now.
func (l *lint) identity(s Subject, all []*desk.Template, now time.Time) {
	if !nameForm.MatchString(s.Name) {
		l.add(desk.TemplateFieldName, desk.RuleNameForm)
	}
	for _, t := range all {
		if t.WabaID == s.Account && t.ID != s.ID && t.Name == s.Name && t.Language == s.Language && t.MetaID != "" && t.Status != desk.TemplateDeleted {
			l.add(desk.TemplateFieldName, desk.RuleNameTaken)
			break
		}
	}
	fresh := s.fresh()
	if until := HeldUntil(s.Account, s.Name, all); fresh && now.UnixMilli() < until {
		l.addFault(desk.TemplateFault{Field: desk.TemplateFieldName, Rule: desk.RuleNameHeld, Until: until})
	}
	if !slices.Contains(Languages, s.Language) {
		l.add(desk.TemplateFieldLanguage, desk.RuleLanguage)
	}
	switch {
	case !slices.Contains(categories, s.Content.Category):
		l.add(desk.TemplateFieldCategory, desk.RuleCategory)
	case s.Status == desk.TemplateApproved && s.Content.Category != s.Category:
		l.add(desk.TemplateFieldCategory, desk.RuleCategoryFixed)
	}
	if !fresh && !s.Limits.Final && s.Status != desk.TemplateApproved && s.Status != desk.TemplateRejected && s.Status != desk.TemplatePaused {
		l.add(desk.TemplateFieldName, desk.RuleStatus)
	}
	if s.Status == desk.TemplateApproved && now.UnixMilli() < s.EditableAt {
		l.tooSoon(s)
	}
}

// tooSoon says when the provider takes a change again.
func (l *lint) tooSoon(s Subject) {
	f := desk.TemplateFault{Field: desk.TemplateFieldName, Rule: desk.RuleEditedLately, Until: s.EditableAt}
	if s.Often {
		f.Rule, f.Most = desk.RuleEditedOften, desk.TemplateEdits
	}
	l.addFault(f)
}

// HeldUntil says until when a name cannot be used because a template of that name was
// deleted from here, 0 = it can.
func HeldUntil(account desk.WabaID, name string, all []*desk.Template) int64 {
	var until int64
	for _, t := range all {
		if t.WabaID == account && t.Name == name && t.Status == desk.TemplateDeleted && t.Held {
			until = max(until, t.GoneAt+desk.TemplateHold.Milliseconds())
		}
	}
	return until
}

// loginCode checks a template whose text is the provider's.
func (l *lint) loginCode() {
	c := l.content
	if c.Body != "" || c.HeaderKind != "" || c.Footer != "" || len(c.Buttons) != 1 || c.Buttons[0].Kind != "OTP" {
		l.add(desk.TemplateFieldBody, desk.RuleLoginCode)
	}
	if len(c.Buttons) == 1 {
		l.label(0, c.Buttons[0].Text)
	}
}

func (l *lint) header() {
	c, field := l.content, desk.TemplateFieldHeader
	switch c.HeaderKind {
	case "":
	case "TEXT":
		l.headerText()
	case "IMAGE", "VIDEO", "DOCUMENT":
		if c.HeaderHandle == "" && !l.noFile {
			l.add(field, desk.RuleExampleFile)
		}
	default:
		l.add(field, desk.RuleHeaderKind)
	}
}

func (l *lint) headerText() {
	text, field := l.content.HeaderText, desk.TemplateFieldHeader
	names := desk.VariablesIn(text)
	l.length(field, text, MostEdge)
	if strings.ContainsAny(withoutVariables(text), "\n*_~") {
		l.add(field, desk.RuleFormat)
	}
	l.noEmoji(field, text)
	if len(names) > 1 {
		l.add(field, desk.RuleOneVariable)
		return
	}
	l.variables(field, text)
	if len(names) == 1 && strings.TrimSpace(l.content.HeaderSample) == "" {
		l.addFault(desk.TemplateFault{Field: field, Rule: desk.RuleExample, Name: names[0]})
	}
}

func (l *lint) footer() {
	text := l.content.Footer
	if text == "" {
		return
	}
	l.length(desk.TemplateFieldFooter, text, MostEdge)
	if strings.Contains(text, "{{") {
		l.add(desk.TemplateFieldFooter, desk.RuleNoVariables)
	}
	if strings.Contains(text, "\n") {
		l.add(desk.TemplateFieldFooter, desk.RuleFormat)
	}
	l.noEmoji(desk.TemplateFieldFooter, text)
}

// noEmoji refuses them outside of the body (Meta's 2388072, Twilio's 63040).
func (l *lint) noEmoji(field desk.TemplateField, text string) {
	if hasEmoji(text) {
		l.add(field, desk.RuleEmoji)
	}
}

func (l *lint) body() {
	text := l.content.Body
	l.length(desk.TemplateFieldBody, text, MostBody)
	l.variables(desk.TemplateFieldBody, text)
	l.places(text)
	for i, name := range desk.VariablesIn(text) {
		if i >= len(l.content.Samples) || strings.TrimSpace(l.content.Samples[i]) == "" {
			l.addFault(desk.TemplateFault{Field: desk.TemplateFieldExamples, Rule: desk.RuleExample, Name: name})
		}
	}
}

// length checks that there is a text and how long it is.
func (l *lint) length(field desk.TemplateField, text string, most int) {
	if strings.TrimSpace(text) == "" {
		l.add(field, desk.RuleMissing)
	}
	if n := utf8.RuneCountInString(text); n > most {
		l.addFault(desk.TemplateFault{Field: field, Rule: desk.RuleTooLong, Most: most, Have: n})
	}
}
