// Package transcript draws a conversation as a PDF.
//
// It is for what the page has put into words already: names, times and statuses come in
// the viewer's language and time zone, with numbers masked as they see them. It is not for
// fetching messages, and it decides nothing about who may read what.
package transcript

import (
	"bytes"
	_ "embed" // the fonts
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
)

//go:embed fonts/DejaVuSans.ttf
var regular []byte

//go:embed fonts/DejaVuSans-Bold.ttf
var bold []byte

// What fits on a sheet, in millimetres, and the sizes of the type in points.
const (
	margin    = 18.0
	timeWidth = 20.0
	titleSize = 16.0
	usualSize = 10.0
	smallSize = 8.5
	lineOf    = 0.5 // millimetres of a line for each point of its type
)

// mostLines bounds how much is drawn: of a thread of years a PDF would be thousands of pages.
const mostLines = 20_000

// PDF draws a transcript. lacks is how many different characters the font has no picture
// of; each is drawn as an empty frame. A transcript that is too long is refused
// (tooMany/transcript).
func PDF(doc bridge.Transcript, at time.Time) (body []byte, lacks int, err error) {
	lines := 0
	for _, d := range doc.Days {
		lines += len(d.Lines)
	}
	if lines > mostLines {
		return nil, 0, desk.Refuse(desk.CodeTooMany, "transcript", desk.Params{"most": mostLines})
	}
	f, err := sfnt.Parse(regular)
	if err != nil {
		return nil, 0, desk.Wrap("read font", err)
	}
	p := &paper{pdf: newSheets(), font: f, lacks: map[rune]bool{}}
	p.begin(doc.Title, at)
	p.head(doc)
	for _, d := range doc.Days {
		p.day(d)
	}
	var out bytes.Buffer
	if err := p.pdf.Output(&out); err != nil {
		return nil, 0, desk.Wrap("draw transcript", err)
	}
	return out.Bytes(), len(p.lacks), nil
}

// newSheets are sheets without anything on them.
func newSheets() *fpdf.Fpdf { return fpdf.New("P", "mm", "A4", "") }

// paper is a PDF while it is drawn.
type paper struct {
	pdf   *fpdf.Fpdf
	font  *sfnt.Font
	buf   sfnt.Buffer
	lacks map[rune]bool // what the font cannot draw
}

func (p *paper) begin(title string, at time.Time) {
	p.pdf.AddUTF8FontFromBytes("sans", "", regular)
	p.pdf.AddUTF8FontFromBytes("sans", "B", bold)
	p.pdf.SetCatalogSort(true) // the same transcript is the same file
	p.pdf.SetCreationDate(at)
	p.pdf.SetModificationDate(at)
	p.pdf.SetTitle(title, true)
	p.pdf.SetMargins(margin, margin, margin)
	p.pdf.SetAutoPageBreak(true, margin)
	p.pdf.AliasNbPages("")
	p.pdf.SetFooterFunc(func() {
		p.pdf.SetY(-margin + 4)
		p.pdf.SetFont("sans", "", smallSize)
		p.pdf.SetTextColor(90, 90, 90)
		p.pdf.CellFormat(0, smallSize*lineOf, pageNumber(p.pdf.PageNo()), "", 0, "C", false, 0, "")
	})
	p.pdf.AddPage()
}

func (p *paper) head(doc bridge.Transcript) {
	p.write(doc.Title, style{size: titleSize, weight: "B"}, margin)
	p.pdf.Ln(1)
	for _, fact := range doc.Facts {
		p.write(strings.Join(fact, ": "), style{size: smallSize, grey: 70}, margin)
	}
}

func (p *paper) day(d bridge.TranscriptDay) {
	p.pdf.Ln(4)
	p.room(4 * usualSize * lineOf) // a day's name at the foot of a page says nothing
	p.write(d.Day, style{size: usualSize, weight: "B"}, margin)
	y := p.pdf.GetY() + 0.5
	width, _ := p.pdf.GetPageSize()
	p.pdf.SetDrawColor(160, 160, 160)
	p.pdf.Line(margin, y, width-margin, y)
	p.pdf.Ln(1.5)
	for _, l := range d.Lines {
		p.line(l)
	}
}

// line draws who wrote when, and beneath it what.
func (p *paper) line(l bridge.TranscriptLine) {
	p.room(2 * usualSize * lineOf)
	top := p.pdf.GetY()
	p.pdf.SetXY(margin, top)
	p.set(style{size: smallSize, grey: 70})
	p.pdf.CellFormat(timeWidth, usualSize*lineOf, p.drawn(l.Time), "", 0, "L", false, 0, "")
	who := l.Who
	if l.Status != "" {
		who += " · " + l.Status
	}
	p.pdf.SetXY(margin+timeWidth, top)
	p.write(who, style{size: smallSize, weight: "B", grey: 40}, margin+timeWidth)
	grey := 0
	if l.Kind == "note" || l.Kind == "system" {
		grey = 80
	}
	p.write(l.Text, style{size: usualSize, grey: grey}, margin+timeWidth)
	p.pdf.Ln(1.2)
}

// room begins a page where less than that is left.
func (p *paper) room(height float64) {
	_, page := p.pdf.GetPageSize()
	if p.pdf.GetY()+height > page-margin {
		p.pdf.AddPage()
	}
}

// style is how a text is set.
type style struct {
	size   float64
	weight string // "B" or ""
	grey   int
}

func (p *paper) set(s style) {
	p.pdf.SetFont("sans", s.weight, s.size)
	p.pdf.SetTextColor(s.grey, s.grey, s.grey)
}

// write sets a text from a place at the left to the right margin. What is written from right
// to left stands at the right.
func (p *paper) write(text string, s style, left float64) {
	p.set(s)
	width, _ := p.pdf.GetPageSize()
	room := width - margin - left
	for _, para := range paragraphs(p.drawable(text)) {
		align := "L"
		if isRightToLeft(para) {
			align = "R"
		}
		for _, line := range p.wrap(para, room) {
			p.pdf.SetX(left)
			p.pdf.CellFormat(room, s.size*lineOf, inOrder(line, align == "R"), "", 1, align, false, 0, "")
		}
	}
}

// drawn is one line in the order in which it is seen.
func (p *paper) drawn(text string) string {
	text = p.drawable(text)
	return inOrder(shaped([]rune(text)), isRightToLeft(text))
}
