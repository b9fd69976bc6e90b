package alert

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// plainText gives a message's text as a notification of the system shows it:
// without WhatsApp's signs for bold, italic, strike and mono, on one line. The
// rules are those of the page's tree (frontend/src/lib/message-format.ts), and
// both are tested with one table (plain-text.cases.json beside it): what is no
// formatting, as in 2*3*4, stays. Only as much is read as a message can have.
func plainText(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for _, line := range logicalLines(runes[:min(len(runes), longestText)]) {
		m := marks{text: line, closedOff: map[closing]int{}}
		b.WriteString(m.plain(markerOf(line), len(line), ""))
		b.WriteByte(' ')
	}
	return strings.Join(strings.FieldsFunc(b.String(), isSpace), " ")
}

const longestText = 4096 // characters, WhatsApp's own limit

var fence = []rune("```")

// logicalLines splits a text into lines. A ``` fence may span several; those
// between belong to the line that opened it.
func logicalLines(text []rune) [][]rune {
	var lines [][]rune
	start, fencesEnded := 0, false
	for at := 0; at < len(text); {
		if !fencesEnded && hasAt(text, at, len(text), fence) {
			end := indexFrom(text, at+4, fence)
			fencesEnded = end < 0
			if at += 3; end >= 0 {
				at = end + 3
			}
			continue
		}
		if text[at] == '\n' {
			lines = append(lines, text[start:at])
			start = at + 1
		}
		at++
	}
	return append(lines, text[start:])
}

// markerOf is the length of what makes a line a quote ("> ") or a list item
// ("- ", "* ", "12. " before something).
func markerOf(line []rune) int {
	digits := 0
	for digits < min(len(line), 3) && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	isItem := func(n int) bool { return len(line) > n && line[n-1] == ' ' && !isSpace(line[n]) }
	switch {
	case hasAt(line, 0, len(line), []rune("> ")):
		return 2
	case len(line) > 0 && (line[0] == '*' || line[0] == '-') && isItem(2):
		return 2
	case digits > 0 && len(line) > digits && line[digits] == '.' && isItem(digits+2):
		return digits + 2
	}
	return 0
}

// marks reads one line.
type marks struct {
	text []rune
	// For a sign and an end: nothing closes the sign between this index and that
	// end. Without it "*a *a *a …" would be searched to its end once per star.
	closedOff map[closing]int
}

type closing struct {
	sign string
	end  int
}

// plain reads from one index to another; open are the signs that stand around.
func (m *marks) plain(from, to int, open string) string {
	var b strings.Builder
	kept := from
	for at := from; at < to; {
		inner, end := m.nodeAt(at, from, to, open)
		if end == 0 {
			at++
			continue
		}
		b.WriteString(string(m.text[kept:at]))
		b.WriteString(inner)
		at, kept = end, end
	}
	b.WriteString(string(m.text[kept:to]))
	return b.String()
}

// nodeAt reads formatting or a link that begins at an index; end is 0 where
// none does.
func (m *marks) nodeAt(at, from, to int, open string) (inner string, end int) {
	switch r := m.text[at]; r {
	case '`':
		return m.mono(at, to)
	case '*', '_', '~':
		return m.mark(at, from, to, open)
	default:
		if strings.ContainsRune("hwmtHWMT", r) {
			if end = linkEnd(m.text, at, to); end > 0 {
				return string(m.text[at:end]), end
			}
		}
		return "", 0
	}
}

func (m *marks) mono(at, to int) (inner string, end int) {
	for _, f := range [][]rune{fence, fence[:1]} {
		key := closing{string(f), 0}
		if off, ok := m.closedOff[key]; ok && at >= off || !hasAt(m.text, at, len(m.text), f) {
			continue
		}
		start := at + len(f)
		last := indexFrom(m.text, start+1, f)
		if last < 0 {
			m.closedOff[key] = at
			continue
		}
		body := m.text[start:last]
		isBlank := !slices.ContainsFunc(body, func(r rune) bool { return !isSpace(r) })
		if last+len(f) > to || isBlank || body[0] == '`' || len(f) == 1 && slices.Contains(body, '\n') {
			continue
		}
		return string(body), last + len(f)
	}
	return "", 0
}

func (m *marks) mark(at, from, to int, open string) (inner string, end int) {
	sign := m.text[at]
	key := closing{string(sign), to}
	if off, ok := m.closedOff[key]; ok && at >= off || strings.ContainsRune(open, sign) || !m.opens(at, from, to) {
		return "", 0
	}
	for i := at + 2; i < to; i++ {
		if m.text[i] == sign && !isSpace(m.text[i-1]) && (i+1 >= to || !isWord(m.text[i+1])) {
			return m.plain(at+1, i, open+string(sign)), i + 1
		}
	}
	m.closedOff[key] = at
	return "", 0
}

func (m *marks) opens(at, from, to int) bool {
	if at+1 >= to || isSpace(m.text[at+1]) || m.text[at+1] == m.text[at] {
		return false
	}
	return at == from || !isWord(m.text[at-1])
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// isSpace is what JavaScript takes for a space: the page's rules are the same.
func isSpace(r rune) bool { return r == 0xfeff || unicode.IsSpace(r) && r != 0x85 }

func hasAt(text []rune, at, to int, what []rune) bool {
	return at+len(what) <= to && slices.Equal(text[at:at+len(what)], what)
}

func indexFrom(text []rune, at int, what []rune) int {
	for ; at+len(what) <= len(text); at++ {
		if text[at] == what[0] && hasAt(text, at, len(text), what) {
			return at
		}
	}
	return -1
}

var (
	linkStart = regexp.MustCompile(`^(?i:https?://|www\.|mailto:|tel:)`)
	telPath   = regexp.MustCompile(`^\+?[\d().-]{3,32}$`)
	mailPath  = regexp.MustCompile(`^[^@]+@[^@]+$`)
)

// linkEnd gives where a link that begins at an index ends, so that no sign in
// it is taken for formatting; 0 where none begins.
func linkEnd(text []rune, at, to int) int {
	if at > 0 && (isWord(text[at-1]) || text[at-1] == '_') {
		return 0
	}
	start := linkStart.FindString(string(text[at:min(at+8, len(text))]))
	if start == "" {
		return 0
	}
	end := at + len(start)
	for end < len(text) && !endsLink(text[end]) {
		end++
	}
	if end == at+len(start) {
		return 0
	}
	end = min(end, to)
	end = at + trimLink(text[at:end])
	if !isLink(string(text[at:end])) {
		return 0
	}
	return end
}

// endsLink: besides spaces and quotes, what is invisible or changes the
// direction would make a link read as another one.
func endsLink(r rune) bool {
	switch {
	case isSpace(r), strings.ContainsRune("<>\"`", r), r == 0xad, r == 0x61c, r == 0x180e:
		return true
	}
	return r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202f || r >= 0x2060 && r <= 0x206f
}

// trimLink leaves out a sentence's full stop and the bracket around a link; a
// bracket that was opened inside it stays.
func trimLink(link []rune) int {
	extra := 0
	for _, r := range link {
		switch r {
		case ')':
			extra++
		case '(':
			extra--
		}
	}
	end := len(link)
	for end > 0 && strings.ContainsRune(`.,;:!?*_~'"’”»)]}`, link[end-1]) {
		if link[end-1] == ')' {
			if extra <= 0 {
				break
			}
			extra--
		}
		end--
	}
	return end
}

func isLink(s string) bool {
	if strings.HasPrefix(strings.ToLower(s), "www.") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "tel":
		return telPath.MatchString(u.Opaque)
	case "mailto":
		return mailPath.MatchString(u.Opaque)
	case "http", "https":
		return u.Hostname() != "" && !strings.ContainsFunc(u.Hostname(), unicode.IsControl)
	default:
		return false
	}
}
