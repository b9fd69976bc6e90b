package wire

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"

	"github.com/parleydesk/parley/backend/desk"
)

// Why a desktop leaves out a row or a frame.
const (
	WhyTooLarge    = "tooLarge"
	WhyUnreadable  = "unreadable"
	WhyStub        = "stub" // the relay sent that there is one, and nothing of it
	WhyUnknownKind = "unknownKind"
)

// Unfit says why a desktop cannot keep the change, "" when it can.
func (c Change) Unfit() string {
	kind := desk.Kind(c.Kind)
	switch {
	case !Known(kind):
		return WhyUnknownKind
	case c.ID == "":
		return WhyUnreadable
	case c.Gone:
		return ""
	case c.Stub && len(c.Body) == 0:
		return WhyStub
	case len(c.Body) > MaxRow:
		return WhyTooLarge
	case len(c.Body) == 0 || c.Body[0] != '{' || json.Unmarshal(c.Body, emptyRow(kind)) != nil:
		return WhyUnreadable
	}
	return ""
}

// What frames of rows begin and end with, as Encode writes them.
var (
	changesHead = regexp.MustCompile(`^\{"kind":"changes","changes":(\{"from":\d+,"to":\d+,"more":(?:true|false),"head":\d+,"now":\d+,"items":\[)`)
	pageHead    = regexp.MustCompile(`^\{"kind":"page","page":\{"items":\[`)
	pageTail    = regexp.MustCompile(`\],"next":("(?:[^"\\]|\\.){0,300}"),"left":(\d+)\}\}\s*$`)
)

// Salvage reads what a frame of rows covers, and the rows before the first that
// cannot be read, out of a frame that Decode refuses. false = not even that.
func Salvage(b []byte) (Frame, bool) {
	if head := changesHead.FindSubmatch(b); head != nil {
		c := &Changes{}
		// The head closed again is JSON: its items are read one by one below.
		if json.Unmarshal(append(bytes.Clone(head[1]), "]}"...), c) != nil {
			return Frame{}, false
		}
		c.Items = readable(b[len(head[0]):])
		return Frame{Kind: FrameChanges, Changes: c}, true
	}
	head, tail := pageHead.Find(b), pageTail.FindSubmatch(b)
	if head == nil || tail == nil {
		return Frame{}, false
	}
	p := &Page{}
	left, err := strconv.Atoi(string(tail[2]))
	if err != nil || json.Unmarshal(tail[1], &p.Next) != nil {
		return Frame{}, false
	}
	p.Left, p.Items = left, readable(b[len(head):])
	return Frame{Kind: FramePage, Page: p}, true
}

// readable reads the items of a list that has begun, up to one that is broken.
func readable(b []byte) []Change {
	dec := json.NewDecoder(bytes.NewReader(append([]byte{'['}, b...)))
	items := []Change{}
	if _, err := dec.Token(); err != nil {
		return items
	}
	for dec.More() {
		var c Change
		if dec.Decode(&c) != nil {
			break
		}
		items = append(items, c)
	}
	return items
}

// KindOf reads only which kind a frame says that it is; "" for what is no frame.
func KindOf(b []byte) FrameKind {
	var f struct {
		Kind FrameKind `json:"kind"`
	}
	if json.Unmarshal(b, &f) != nil {
		return ""
	}
	return f.Kind
}
