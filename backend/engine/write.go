package engine

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// write fills a message of ours with what the person wrote, after Meta's rules
// for its kind.
func (w *work) write(m *desk.Message, by *desk.User, n *desk.Number, c wire.SendContent) error {
	m.Kind, m.Text = desk.MessageKind(c.Kind), c.Text
	if w.erased {
		return w.writeErased(m, by, c)
	}
	if !utf8.ValidString(c.Text + c.Emoji + c.FileName) {
		return refuse(desk.CodeInvalid, "notText")
	}
	rules := channel.RulesOf(n.Channel)
	if rules.TextOnly && (m.Kind != desk.KindText || c.ReplyTo != "") {
		return refuse(desk.CodeInvalid, "textOnly", desk.Params{"channel": rules.Name})
	}
	switch m.Kind {
	case desk.KindText:
		return checkLong(c.Text, rules)
	case desk.KindImage, desk.KindVideo, desk.KindDocument:
		if err := checkLength(c.Text, wire.MaxCaption, "text"); err != nil {
			return err
		}
		return w.attach(m, by, c)
	case desk.KindAudio, desk.KindSticker:
		if c.Text != "" {
			return refuse(desk.CodeInvalid, "noCaption")
		}
		return w.attach(m, by, c)
	case desk.KindLocation:
		return place(m, c.Location)
	case desk.KindContacts:
		return w.putCard(m, c.Card)
	case desk.KindInteractive:
		return ask(m, c.Choices)
	case desk.KindReaction:
		if c.ReplyTo == "" || utf8.RuneCountInString(c.Emoji) > 16 {
			return refuse(desk.CodeInvalid, "badReaction")
		}
		m.Text = c.Emoji
		return nil
	case desk.KindTemplate:
		if c.Template == nil {
			return refuse(desk.CodeInvalid, "noTemplate")
		}
		return w.fillTemplate(m, by, n, *c.Template)
	default:
		return refuse(desk.CodeInvalid, "badKind")
	}
}

// checkLong checks a text that is a message of its own.
func checkLong(s string, r channel.Rules) error {
	if strings.TrimSpace(s) == "" {
		return refuse(desk.CodeInvalid, "empty")
	}
	if r.TextOnly {
		return checkLength(s, r.MaxText, "sms")
	}
	return checkLength(s, r.MaxText, "text")
}

func checkLength(s string, longest int, what string) error {
	if n := utf8.RuneCountInString(s); n > longest {
		return refuse(desk.CodeInvalid, "tooLong", desk.Params{"context": what, "characters": n, "most": longest})
	}
	return nil
}

func place(m *desk.Message, l *wire.Location) error {
	if l == nil || !(l.Latitude >= -90 && l.Latitude <= 90 && l.Longitude >= -180 && l.Longitude <= 180) {
		return refuse(desk.CodeInvalid, "noPlace")
	}
	m.Location = &desk.Location{Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address, URL: l.URL}
	return nil
}

// variable is a placeholder of a template.
var variable = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// variablesOf gives the names of the placeholders, each once, in order of
// appearance.
func variablesOf(text string) []string {
	var names []string
	for _, m := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

func rendered(text string, values map[string]string) string {
	return variable.ReplaceAllStringFunc(text, func(s string) string {
		return values[variable.FindStringSubmatch(s)[1]]
	})
}

// fillTemplate writes the template with its parameters: the words that the
// customer will read, and what the provider needs to make them.
func (w *work) fillTemplate(m *desk.Message, by *desk.User, n *desk.Number, c wire.SendTemplate) error {
	tpl, err := named(w.template(desk.TemplateID(c.TemplateID)))(wire.AskTemplate)
	if err != nil {
		return err
	}
	if err := approved(tpl, n); err != nil {
		return err
	}
	if len(tpl.Other) > 0 {
		return refuse(desk.CodeInvalid, "header", desk.Params{"context": "parts", "template": tpl.Name, "parts": strings.Join(tpl.Other, ", ")})
	}
	names := variablesOf(tpl.Body)
	if len(c.Params) != len(names) {
		return refuse(desk.CodeInvalid, "params", desk.Params{"context": "number", "template": tpl.Name, "needed": len(names), "given": len(c.Params)})
	}
	values := map[string]string{}
	for i, name := range names {
		if err := checkParam(c.Params[i], name); err != nil {
			return err
		}
		values[name] = c.Params[i]
	}
	if !tpl.Named { // Meta counts: the first value is {{1}}, wherever it stands
		slices.SortStableFunc(names, byNumber)
	}
	use := &desk.TemplateUse{
		TemplateID: tpl.ID, Name: tpl.Name, Language: tpl.Language, Footer: tpl.Footer,
		Params: make([]string, 0, len(names)), ParamNames: make([]string, 0, len(names)), Buttons: []string{},
	}
	for _, name := range names {
		use.Params, use.ParamNames = append(use.Params, values[name]), append(use.ParamNames, name)
	}
	m.Kind, m.Template = desk.KindTemplate, use
	m.Text = rendered(tpl.Body, values)
	if err := w.fillHeader(m, by, tpl, c); err != nil {
		return err
	}
	return fillButtons(use, tpl, c)
}

func (w *work) fillHeader(m *desk.Message, by *desk.User, tpl *desk.Template, c wire.SendTemplate) error {
	switch strings.ToUpper(tpl.HeaderKind) {
	case "":
	case "TEXT":
		m.Template.Header = tpl.HeaderText
		if names := variablesOf(tpl.HeaderText); len(names) > 0 {
			if err := checkParam(c.HeaderText, "header"); err != nil {
				return err
			}
			m.Template.HeaderText = c.HeaderText
			m.Template.Header = rendered(tpl.HeaderText, map[string]string{names[0]: c.HeaderText})
		}
	case "IMAGE", "VIDEO", "DOCUMENT":
		if err := w.attach(m, by, wire.SendContent{MediaID: c.MediaID, FileName: c.FileName, MIME: c.MIME, Size: c.Size}); err != nil {
			return err
		}
		if err := wire.CheckHeader(tpl.HeaderKind, m.Media.MIME, m.Media.Size); m.Media.MIME != "" && err != nil {
			return refused(err)
		}
	default:
		return refuse(desk.CodeInvalid, "header")
	}
	return nil
}

// mostCode is how long a code to copy may be, in characters.
const mostCode = 20

// fillButtons writes the values of the buttons that take one. A desktop that knows no values
// of buttons gives the one of an address alone.
func fillButtons(use *desk.TemplateUse, tpl *desk.Template, c wire.SendTemplate) error {
	given := map[int]string{}
	for _, b := range c.Buttons {
		given[b.Index] = b.Value
	}
	for i, b := range tpl.Buttons {
		use.Buttons = append(use.Buttons, b.Text)
		link := len(variablesOf(b.URL)) > 0
		if !link && b.Kind != "COPY_CODE" {
			continue
		}
		if len(c.Buttons) == 0 {
			if !link {
				continue // the sender says what is missing
			}
			if err := checkParam(c.ButtonText, "button"); err != nil {
				return err
			}
			use.ButtonText = c.ButtonText
			continue
		}
		if err := checkParam(given[i], "button"); err != nil {
			return err
		}
		if b.Kind == "COPY_CODE" && utf8.RuneCountInString(given[i]) > mostCode {
			return refuse(desk.CodeInvalid, "params", desk.Params{"context": "code", "most": mostCode})
		}
		use.Values = append(use.Values, desk.ButtonValue{Index: i, Value: given[i]})
	}
	return nil
}

// approved refuses a template that the provider would refuse.
func approved(tpl *desk.Template, n *desk.Number) error {
	switch {
	case tpl.WabaID != n.WabaID:
		return refuse(desk.CodeInvalid, "otherAccount", desk.Params{"context": "template", "template": tpl.Name, "number": n.Name})
	case tpl.Status != desk.TemplateApproved:
		return refuse(desk.CodeConflict, "notApproved", desk.Params{"template": tpl.Name, "status": tpl.Status})
	}
	return nil
}

func (w *work) stillApproved(m *desk.Message, n *desk.Number) error {
	if m.Template == nil {
		return nil
	}
	tpl, err := named(w.template(m.Template.TemplateID))(wire.AskTemplate)
	if err != nil {
		return err
	}
	return approved(tpl, n)
}

// checkParam holds a value against Meta's rules: not empty, no line breaks or
// tabs, no more than four spaces in a row.
func checkParam(v, name string) error {
	switch {
	case strings.TrimSpace(v) == "":
		return refuse(desk.CodeInvalid, "params", desk.Params{"context": "missing", "name": name})
	case strings.ContainsAny(v, "\n\r\t") || strings.Contains(v, "     ") || !utf8.ValidString(v):
		return refuse(desk.CodeInvalid, "params", desk.Params{"context": "breaks", "name": name})
	case utf8.RuneCountInString(v) > wire.MaxCaption:
		return refuse(desk.CodeInvalid, "params", desk.Params{"context": "long", "name": name})
	}
	return nil
}

func byNumber(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX != nil || errY != nil {
		return strings.Compare(a, b)
	}
	return x - y
}

func personOf(digits string) channel.Person { return channel.Person{WaID: desk.PhoneNumber(digits)} }

// cleanName trims a name that a person typed and refuses what is none.
func cleanName(s, what string) (string, error) {
	const longest = 120
	s = desk.Visible(s)
	switch {
	case s == "":
		return "", refuse(desk.CodeInvalid, "noName", desk.Params{"field": what})
	case utf8.RuneCountInString(s) > longest:
		return "", refuse(desk.CodeInvalid, "longName", desk.Params{"field": what, "most": longest})
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return "", refuse(desk.CodeInvalid, "badName", desk.Params{"field": what})
	}
	return s, nil
}
