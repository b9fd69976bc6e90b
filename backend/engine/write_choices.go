package engine

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// ask writes a question with what the customer can choose, within WhatsApp's limits.
func ask(m *desk.Message, c *wire.Choices) error {
	if c == nil {
		return errChoices("none")
	}
	longest := wire.LongestQuestion
	isList := c.Open != ""
	if isList {
		longest = wire.LongestListText
	}
	if strings.TrimSpace(m.Text) == "" {
		return refuse(desk.CodeInvalid, "empty")
	}
	if err := checkLength(m.Text, longest, "text"); err != nil {
		return err
	}
	out := &desk.Choices{}
	for _, part := range []struct {
		to   *string
		text string
		most int
	}{
		{&out.Header, c.Header, wire.LongestHeadWords}, {&out.Footer, c.Footer, wire.LongestHeadWords}, {&out.Open, c.Open, wire.LongestButton},
	} {
		var err error
		if *part.to, err = choiceWords(part.text, part.most); err != nil {
			return err
		}
	}
	if isList && out.Open == "" {
		return errChoices("open")
	}
	if err := putSections(out, m.ID, c.Sections); err != nil {
		return err
	}
	m.Interactive, m.Choices = nil, out
	return nil
}

func errChoices(why string) error {
	return refuse(desk.CodeInvalid, "badChoices", desk.Params{"context": why, "buttons": wire.MostButtons, "rows": wire.MostRows})
}

// putSections writes the buttons or rows. What comes back with the answer names the message,
// so that no two questions have the same.
func putSections(out *desk.Choices, of desk.MessageID, sections []wire.ChoiceSection) error {
	isList := out.Open != ""
	longest, most := wire.LongestButton, wire.MostButtons
	if isList {
		longest, most = wire.LongestRow, wire.MostRows
	}
	seen := map[wire.Choice]bool{}
	n := 0
	for _, s := range sections {
		title, err := choiceWords(s.Title, wire.LongestRow)
		if err != nil {
			return err
		}
		section := desk.ChoiceSection{Title: title}
		for _, r := range s.Rows {
			row, err := choiceOf(r, longest)
			if err != nil {
				return err
			}
			same := wire.Choice{Title: row.Title, About: row.About}
			if seen[same] {
				return refuse(desk.CodeInvalid, "badChoices", desk.Params{"context": "twice", "name": row.Title})
			}
			seen[same] = true
			n++
			section.Rows = append(section.Rows, row)
		}
		if len(section.Rows) == 0 {
			return errChoices("none")
		}
		out.Sections = append(out.Sections, section)
	}
	*out = *out.Of(of)
	return checkSections(out, n, most)
}

// checkSections holds the whole against WhatsApp's limits.
func checkSections(out *desk.Choices, n, most int) error {
	isList := out.Open != ""
	switch {
	case n == 0:
		return errChoices("none")
	case n > most && isList:
		return errChoices("rows")
	case n > most || !isList && len(out.Sections) > 1:
		return errChoices("buttons")
	}
	for _, s := range out.Sections {
		if len(out.Sections) > 1 && s.Title == "" {
			return errChoices("section")
		}
		for _, r := range s.Rows {
			if !isList && (r.About != "" || s.Title != "") {
				return errChoices("about")
			}
		}
	}
	return nil
}

func choiceOf(c wire.Choice, longest int) (desk.Choice, error) {
	title, err := choiceWords(c.Title, longest)
	if err != nil {
		return desk.Choice{}, err
	}
	if title == "" {
		return desk.Choice{}, errChoices("untitled")
	}
	about, err := choiceWords(c.About, wire.LongestAbout)
	return desk.Choice{Title: title, About: about}, err
}

// choiceWords gives one line without what nobody sees at its ends.
func choiceWords(s string, most int) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return "", errChoices("line")
	case desk.Blank(s):
		return "", nil
	case utf8.RuneCountInString(s) > most:
		return "", refuse(desk.CodeInvalid, "badChoices", desk.Params{"context": "long", "name": s, "most": most})
	}
	return s, nil
}
