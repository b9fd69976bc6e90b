package desk

import "strings"

// SearchText is what searches look through.
func (m *Message) SearchText() string {
	if m.Kind == KindNote && m.Revoked {
		return "" // it was deleted, and can only be brought back by its author
	}
	parts := []string{m.Text, m.Referral}
	if m.Media != nil {
		parts = append(parts, m.Media.FileName)
	}
	if m.Location != nil {
		parts = append(parts, m.Location.Name, m.Location.Address)
	}
	for _, c := range m.Contacts {
		parts = append(parts, c.Name, c.Company)
	}
	if m.Interactive != nil {
		parts = append(parts, m.Interactive.Title)
	}
	if m.Template != nil {
		parts = append(parts, m.Template.Header, m.Template.Footer)
	}
	parts = append(parts, m.Choices.Lines()...)
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.ToLower(p))
	}
	return b.String()
}

// mediaID is the file that the message carries, "" for none.
func (m *Message) mediaID() string {
	if m.Media == nil {
		return ""
	}
	return string(m.Media.ID)
}
