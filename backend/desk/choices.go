package desk

import "strconv"

// Choices is what a question of ours lets the customer choose from, by buttons or from a
// list. The question itself is the message's text.
type Choices struct {
	Header   string          `json:"header,omitempty"`
	Footer   string          `json:"footer,omitempty"`
	Open     string          `json:"open,omitempty"` // on the button that opens the list, "" = they are buttons
	Sections []ChoiceSection `json:"sections"`       // of buttons one, without a title
}

// ChoiceSection is a part of a list.
type ChoiceSection struct {
	Title string   `json:"title,omitempty"`
	Rows  []Choice `json:"rows"`
}

// Choice is one button, or one row of a list.
type Choice struct {
	ID    string `json:"id"` // comes back with the answer
	Title string `json:"title"`
	About string `json:"about,omitempty"` // of a row
}

// Of gives the choices as those of a message: what comes back with an answer names it, so that
// no two questions have the same.
func (c *Choices) Of(m MessageID) *Choices {
	out, n := c.Clone(), 0
	if out == nil {
		return nil
	}
	for s := range out.Sections {
		for r := range out.Sections[s].Rows {
			n++
			out.Sections[s].Rows[r].ID = string(m) + ":" + strconv.Itoa(n)
		}
	}
	return out
}

// Clone copies the choices.
func (c *Choices) Clone() *Choices {
	if c == nil {
		return nil
	}
	out := *c
	out.Sections = make([]ChoiceSection, len(c.Sections))
	for i, s := range c.Sections {
		out.Sections[i] = ChoiceSection{s.Title, append([]Choice(nil), s.Rows...)}
	}
	return &out
}

// Lines gives what a person reads, in order.
func (c *Choices) Lines() []string {
	if c == nil {
		return nil
	}
	lines := []string{c.Header, c.Footer, c.Open}
	for _, s := range c.Sections {
		lines = append(lines, s.Title)
		for _, r := range s.Rows {
			lines = append(lines, r.Title, r.About)
		}
	}
	return lines
}
