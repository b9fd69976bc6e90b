package transcript

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// frame stands for a character that the font cannot draw.
const frame = '▯'

// pageNumber is what stands at the foot; the library puts the number of pages in.
func pageNumber(n int) string { return strconv.Itoa(n) + " / {nb}" }

// paragraphs takes a text apart at the ends of its lines.
func paragraphs(text string) []string { return strings.Split(text, "\n") }

// drawable leaves out what is not seen, and puts a frame in place of what the font has no
// picture of. Marks that change only how a picture looks are left out without one.
func (p *paper) drawable(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			out.WriteRune(r)
		case r == '\t':
			out.WriteRune(' ')
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r), unicode.Is(unicode.Variation_Selector, r), r >= 0x1F3FB && r <= 0x1F3FF:
		case !p.has(r):
			p.lacks[r] = true
			out.WriteRune(frame)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// has says whether both the font and the format have the character: a PDF of this library
// numbers characters by 16 bits.
func (p *paper) has(r rune) bool {
	i, err := p.font.GlyphIndex(&p.buf, r)
	return r <= 0xFFFF && err == nil && i != 0
}

// isRightToLeft says how a paragraph is read, by its first letter that has a direction.
func isRightToLeft(text string) bool {
	for _, r := range text {
		c, _ := bidi.LookupRune(r)
		switch c.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		default: // it says nothing of the direction
		}
	}
	return false
}

// wrap breaks a paragraph into lines that fit, between words where it can. Letters get their
// joined forms first: those are what is measured and drawn.
func (p *paper) wrap(para string, room float64) [][]rune {
	room -= 2 * p.pdf.GetCellMargin()
	rest := shaped([]rune(para))
	var lines [][]rune
	for {
		n := p.fitting(rest, room)
		if n == len(rest) {
			return append(lines, rest)
		}
		end := n
		if at := lastBlank(rest[:n+1]); at > 0 {
			end = at
		}
		lines = append(lines, rest[:end])
		if rest = rest[end:]; rest[0] == ' ' {
			rest = rest[1:]
		}
	}
}

// fitting is how many characters fit into a line, at least one.
func (p *paper) fitting(text []rune, room float64) int {
	width := 0.0
	for i, r := range text {
		width += p.pdf.GetStringWidth(string(r))
		if width > room && i > 0 {
			return i
		}
	}
	return len(text)
}

// lastBlank is where the last blank stands, 0 = nowhere.
func lastBlank(text []rune) int {
	for i := len(text) - 1; i > 0; i-- {
		if text[i] == ' ' {
			return i
		}
	}
	return 0
}

// inOrder puts a line into the order in which it is seen from left to right.
func inOrder(line []rune, rightToLeft bool) string {
	way := bidi.LeftToRight
	if rightToLeft {
		way = bidi.RightToLeft
	}
	var para bidi.Paragraph
	if _, err := para.SetString(string(line), bidi.DefaultDirection(way)); err != nil || len(line) == 0 {
		return string(line)
	}
	order, err := para.Order()
	if err != nil {
		return string(line)
	}
	runs := make([]string, order.NumRuns())
	for i := range runs {
		run := order.Run(i)
		runs[i] = run.String()
		if run.Direction() == bidi.RightToLeft {
			runs[i] = mirrored(runs[i])
		}
	}
	if rightToLeft {
		slices.Reverse(runs)
	}
	return strings.Join(runs, "")
}

// mirrored turns a run around. Marks stay behind the letter that they stand on, and
// brackets open to the other side.
func mirrored(run string) string {
	var groups []string
	for _, r := range bidi.ReverseString(run) { // mirrors brackets; marks come first now
		groups = append(groups, string(r))
	}
	for i := 0; i < len(groups); i++ {
		n := i
		for n < len(groups)-1 && unicode.Is(unicode.Mn, []rune(groups[n])[0]) {
			n++
		}
		letter := groups[n]
		copy(groups[i+1:n+1], groups[i:n])
		groups[i] = letter
		i = n
	}
	return strings.Join(groups, "")
}
