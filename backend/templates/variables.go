package templates

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/parleydesk/parley/backend/desk"
)

var (
	variable  = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)
	namedForm = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	adjacent  = regexp.MustCompile(`\}\}\s*\{\{`)
	edge      = regexp.MustCompile(`^\s*\{\{|\}\}\s*$`)
)

func withoutVariables(text string) string { return variable.ReplaceAllString(text, " ") }

// variables checks how the variables of a text are written: numbered from 1 without a gap, or
// all with names of small letters.
func (l *lint) variables(field desk.TemplateField, text string) {
	if strings.Contains(withoutVariables(text), "{{") || strings.Contains(withoutVariables(text), "}}") {
		l.add(field, desk.RuleVariableForm)
	}
	numbered, named := []int{}, []string{}
	for _, name := range desk.VariablesIn(text) {
		if n, err := strconv.Atoi(name); err == nil {
			numbered = append(numbered, n)
		} else {
			named = append(named, name)
		}
	}
	if len(numbered) > 0 && len(named) > 0 || len(numbered) > 0 && l.content.Named {
		l.add(field, desk.RuleVariableMixed)
		return
	}
	for _, name := range named {
		if !namedForm.MatchString(name) {
			l.addFault(desk.TemplateFault{Field: field, Rule: desk.RuleVariableForm, Name: name})
		}
	}
	slices.Sort(numbered)
	for i, n := range numbered {
		if n != i+1 {
			l.addFault(desk.TemplateFault{Field: field, Rule: desk.RuleVariableGap, Name: strconv.Itoa(i + 1)})
			return
		}
	}
}

// places checks where the variables of a body stand, and that there are enough words between
// them. Meta does not publish how many: two for each and one more is what those say who
// submit many (error 2388293).
func (l *lint) places(text string) {
	field := desk.TemplateFieldBody
	if edge.MatchString(text) {
		l.add(field, desk.RuleVariableEdge)
	}
	if adjacent.MatchString(text) {
		l.add(field, desk.RuleVariableAdjacent)
	}
	variables := len(variable.FindAllString(text, -1))
	words := wordsIn(withoutVariables(text))
	if needed := 2*variables + 1; variables > 0 && words < needed {
		l.addFault(desk.TemplateFault{Field: field, Rule: desk.RuleVariableRatio, Most: needed, Have: words})
	}
}

// wordsIn counts the words of a text. Scripts without spaces count each character as one.
func wordsIn(text string) int {
	n, inside := 0, false
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			n, inside = n+1, false
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			if !inside {
				n++
			}
			inside = true
		case r != '\'' && r != '’':
			inside = false
		}
	}
	return n
}
