package meta

import (
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// The limits of interactive messages, in characters; an id is counted in bytes.
const (
	maxButtons     = 3
	maxRows        = 10
	maxButtonTitle = 20
	maxRowTitle    = 24
	maxRowAbout    = 72
	maxButtonBody  = 1024
	maxListBody    = 4096
	maxHeadWords   = 60
	maxChoiceID    = 200 // of a row; a button has 256
)

type outQuestion struct {
	Type   string     `json:"type"` // button, list
	Header *outHead   `json:"header,omitempty"`
	Body   outWords   `json:"body"`
	Footer *outWords  `json:"footer,omitempty"`
	Action outActions `json:"action"`
}

type outHead struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type outWords struct {
	Text string `json:"text"`
}

type outActions struct {
	Buttons  []outReply   `json:"buttons,omitempty"`
	Button   string       `json:"button,omitempty"` // opens the list
	Sections []outSection `json:"sections,omitempty"`
}

type outReply struct {
	Type  string `json:"type"`
	Reply struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	} `json:"reply"`
}

type outSection struct {
	Title string   `json:"title,omitempty"`
	Rows  []outRow `json:"rows"`
}

type outRow struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	About string `json:"description,omitempty"`
}

func putQuestion(c *channel.OutChoices, out *outJSON) error {
	q := &outQuestion{Type: "button", Body: outWords{c.Body}}
	longest := maxButtonBody
	if c.Open != "" {
		q.Type, longest = "list", maxListBody
	}
	switch {
	case strings.TrimSpace(c.Body) == "":
		return invalid(opSend, "empty")
	case tooLong(c.Body, longest) || tooLong(c.Header, maxHeadWords) || tooLong(c.Footer, maxHeadWords) || tooLong(c.Open, maxButtonTitle):
		return invalid(opSend, "choices")
	}
	if c.Header != "" {
		q.Header = &outHead{"text", c.Header}
	}
	if c.Footer != "" {
		q.Footer = &outWords{c.Footer}
	}
	out.Type, out.Interactive = channel.TypeInteractive, q
	if c.Open != "" {
		return putRows(c, &q.Action)
	}
	return putButtons(c, &q.Action)
}

func putButtons(c *channel.OutChoices, a *outActions) error {
	if len(c.Sections) != 1 || len(c.Sections[0].Rows) == 0 || len(c.Sections[0].Rows) > maxButtons {
		return invalid(opSend, "choices")
	}
	seen := map[string]bool{}
	for _, r := range c.Sections[0].Rows {
		if !isChoice(r, maxButtonTitle) || seen[r.Title] {
			return invalid(opSend, "choices")
		}
		seen[r.Title] = true
		b := outReply{Type: "reply"}
		b.Reply.ID, b.Reply.Title = r.ID, r.Title
		a.Buttons = append(a.Buttons, b)
	}
	return nil
}

func putRows(c *channel.OutChoices, a *outActions) error {
	a.Button = c.Open
	n := 0
	for _, s := range c.Sections {
		if tooLong(s.Title, maxRowTitle) || s.Title == "" && len(c.Sections) > 1 || len(s.Rows) == 0 {
			return invalid(opSend, "choices")
		}
		section := outSection{Title: s.Title}
		for _, r := range s.Rows {
			if !isChoice(r, maxRowTitle) || tooLong(r.About, maxRowAbout) {
				return invalid(opSend, "choices")
			}
			section.Rows = append(section.Rows, outRow(r))
		}
		n += len(section.Rows)
		a.Sections = append(a.Sections, section)
	}
	if n == 0 || n > maxRows {
		return invalid(opSend, "choices")
	}
	return nil
}

func isChoice(c channel.OutChoice, longest int) bool {
	return c.ID != "" && len(c.ID) <= maxChoiceID && c.Title != "" && !tooLong(c.Title, longest)
}
