package wire

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/parleydesk/parley/backend/desk"
)

// SubFrameTooLarge is the subcode of Encode's refusal of a frame beyond MaxFrame.
const SubFrameTooLarge = "frameTooLarge"

// Encode writes a frame. It fails only on a frame whose body is missing, or that
// is larger than MaxFrame: no desktop reads such a one, so it must not go out.
func Encode(f Frame) ([]byte, error) {
	if !f.whole() {
		return nil, fmt.Errorf("encode frame %q: its body is missing", f.Kind)
	}
	b, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("encode frame %q: %w", f.Kind, err)
	}
	if len(b) > MaxFrame {
		return nil, desk.Refuse(desk.CodeInvalid, SubFrameTooLarge, desk.Params{"kind": f.Kind, "bytes": len(b)})
	}
	return b, nil
}

// Decode reads a frame and checks that it has exactly the body that its kind
// names, and nothing after it. Unknown fields are ignored: newer peers may send more.
func Decode(b []byte) (Frame, error) {
	var f Frame
	if json.Unmarshal(b, &f) != nil { // its error may quote the frame
		return Frame{}, desk.Refuse(desk.CodeInvalid, "badFrame")
	}
	if !f.whole() {
		return Frame{}, desk.Refuse(desk.CodeInvalid, "badFrame", desk.Params{"context": "empty"})
	}
	return f, nil
}

func (f Frame) whole() bool {
	has := map[FrameKind]bool{
		FrameHello: f.Hello != nil, FrameWelcome: f.Welcome != nil, FramePage: f.Page != nil,
		FrameChanges: f.Changes != nil, FrameCommand: f.Command != nil, FrameResult: f.Result != nil,
		FrameCall: f.Call != nil, FrameAnswer: f.Answer != nil, FramePush: f.Push != nil,
	}
	n := 0
	for _, ok := range has {
		if ok {
			n++
		}
	}
	return n == 1 && has[f.Kind]
}

// ErrorOf turns an error into what may be sent: its code and what stands in its
// sentence, never the cause.
func ErrorOf(err error) *Failure {
	said := desk.SaidOf(err)
	if said == nil {
		return nil
	}
	return &Failure{Code: string(said.Code), Subcode: said.Subcode, Params: said.Params, Message: said.Message}
}

// Err turns a received error back into a desk.Error; nil stays nil.
func (e *Failure) Err() error {
	if e == nil {
		return nil
	}
	return &desk.Error{Code: desk.Code(e.Code), Subcode: e.Subcode, Params: e.Params, Message: e.Message}
}

// Equal says whether two errors would be shown alike.
func (e *Failure) Equal(other *Failure) bool {
	if e == nil || other == nil {
		return e == other
	}
	return e.Code == other.Code && e.Subcode == other.Subcode && e.Message == other.Message && maps.Equal(e.Params, other.Params)
}

// Into decodes a change's body into the projected type of its kind.
func (c Change) Into(v any) error {
	if err := json.Unmarshal(c.Body, v); err != nil {
		return fmt.Errorf("decode %s %s: %w", c.Kind, c.ID, err)
	}
	return nil
}
