package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	adjacent     = regexp.MustCompile(`\}\}\s*\{\{`)
	atAnEnd      = regexp.MustCompile(`^\s*\{\{|\}\}\s*$`)
	namedParam   = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
)

// check refuses a template that Meta would not take for review ("Components",
// "Template management"). Each part has a code of its own.
func (t *template) check() *apiError {
	switch {
	case !templateName.MatchString(t.Name):
		return graphErr(100, "Param name may hold lower-case letters, digits and underscores.")
	case !languagePattern.MatchString(t.Language):
		return graphErr(100, "Param language must be a language code.")
	case !slices.Contains([]string{"MARKETING", "UTILITY", "AUTHENTICATION"}, t.Category):
		return graphErr(100, "Param category must be MARKETING, UTILITY or AUTHENTICATION.")
	case t.Format != "POSITIONAL" && t.Format != "NAMED":
		return graphErr(100, "Param parameter_format must be POSITIONAL or NAMED.")
	}
	for _, c := range t.Components {
		if !slices.Contains([]string{"HEADER", "BODY", "FOOTER", "BUTTONS"}, c.Type) {
			return graphErr(100, "Param components holds a component of an unknown type.")
		}
	}
	for _, part := range []func() *apiError{t.checkBody, t.checkHeader, t.checkFooter, t.checkButtons} {
		if fail := part(); fail != nil {
			return fail
		}
	}
	return nil
}

func (t *template) checkBody() *apiError {
	b := t.part("BODY")
	switch {
	case b == nil || b.Text == "":
		return graphErr(100, "A body is required.")
	case len([]rune(b.Text)) > 1024:
		return userErr(2388040, "Too long", "The body has more than 1024 characters.")
	case adjacent.MatchString(b.Text):
		return userErr(2388072, "Body format", "Variables must not stand next to each other.")
	case atAnEnd.MatchString(b.Text):
		return userErr(2388299, "Variables at the start or end", "Variables can't be at the start or end of the template.")
	case !t.named(b.Text):
		return userErr(2388072, "Body format", "The variables are not numbered from 1, or not named as they must be.")
	case t.samples(b) != len(variables(b.Text)):
		return userErr(2388072, "Body format", "Each variable of the body needs an example.")
	}
	return nil
}

func (t *template) checkHeader() *apiError {
	h := t.part("HEADER")
	if h == nil {
		return nil
	}
	bad := func(why string) *apiError { return userErr(2388047, "Header format", why) }
	switch h.Format {
	case "TEXT":
		switch {
		case h.Text == "" || len([]rune(h.Text)) > 60:
			return bad("A header has 1 to 60 characters.")
		case strings.ContainsAny(h.Text, "\n*_~"):
			return bad("A header has no line breaks and no formatting.")
		case pictured(h.Text):
			return userErr(2388072, "Header format", "The message header can't have any new lines, formatting characters, emojis or asterisks.")
		case len(variables(h.Text)) > 1 || !t.named(h.Text):
			return bad("A header has one variable at most.")
		case t.samples(h) != len(variables(h.Text)):
			return bad("The variable of the header needs an example.")
		}
		return nil
	case "IMAGE", "VIDEO", "DOCUMENT":
		if t.samples(h) != 1 {
			return bad("A header with a file needs an example: header_handle.")
		}
		return nil
	case "LOCATION":
		return nil
	}
	return bad("The header's format is not known.")
}

func (t *template) checkFooter() *apiError {
	f := t.part("FOOTER")
	if f != nil && (f.Text == "" || len([]rune(f.Text)) > 60 || len(variables(f.Text)) > 0) {
		return userErr(2388073, "Footer format", "A footer has 1 to 60 characters and no variables.")
	}
	if f != nil && pictured(f.Text) {
		return userErr(2388073, "Footer format", "A footer has no emojis.")
	}
	return nil
}

// pictured says whether there is an emoji in a text: a picture, a flag, or another sign that
// is made one by what stands behind it.
func pictured(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r == 0xFE0F || r == 0x20E3 || r >= 0x1F000 && r < 0x1FB00 && unicode.IsSymbol(r)
	})
}

// named says whether the variables of a text are numbered without a gap, or
// named, as the template's format wants them.
func (t *template) named(text string) bool {
	for i, v := range variables(text) {
		if t.Format == "NAMED" && !namedParam.MatchString(v) || t.Format != "NAMED" && v != strconv.Itoa(i+1) {
			return false
		}
	}
	return true
}

// samples counts the examples of a component.
func (t *template) samples(c *component) int {
	var e struct {
		Body   [][]string       `json:"body_text"`
		Header []string         `json:"header_text"`
		Handle []string         `json:"header_handle"`
		BodyN  []map[string]any `json:"body_text_named_params"`
		HeadN  []map[string]any `json:"header_text_named_params"`
	}
	if len(c.Example) > 0 && json.Unmarshal(c.Example, &e) != nil {
		return -1
	}
	switch {
	case c.Type == "HEADER" && c.Format != "TEXT":
		return len(e.Handle)
	case c.Type == "HEADER" && t.Format == "NAMED":
		return len(e.HeadN)
	case c.Type == "HEADER":
		return len(e.Header)
	case t.Format == "NAMED":
		return len(e.BodyN)
	case len(e.Body) == 0:
		return 0
	}
	return len(e.Body[0])
}
