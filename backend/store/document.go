package store

import (
	"bytes"
	jsonv1 "encoding/json"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	v1 "github.com/go-json-experiment/json/v1"

	"github.com/parleydesk/parley/backend/desk"
)

// How rows are written as documents and read back. Fields that hold nothing are
// left out: most fields of most messages do. What is not nothing stays as it is,
// an empty list beside none and a pointer to an empty thing beside no pointer,
// because both are visible in what desktops are sent.
var (
	docWriting = json.JoinOptions(
		json.OmitZeroStructFields(true),
		json.Deterministic(true),
		json.FormatNilSliceAsNull(true), json.FormatNilMapAsNull(true),
		jsontext.AllowInvalidUTF8(true), // becomes U+FFFD: texts from outside may hold anything
		v1.OmitEmptyWithLegacySemantics(true),
	)
	docReading = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
)

// encodeTo adds the row's document: fields in the order of the struct.
func encodeTo(b *bytes.Buffer, r desk.Row) error {
	if err := json.MarshalWrite(b, r, docWriting); err != nil {
		return desk.Wrap("encode "+string(r.RowKey().Kind), err)
	}
	return nil
}

// decode reads a document back, from this build or an earlier one.
func (s *rowSpec) decode(doc []byte) (desk.Row, error) {
	r := s.New()
	if err := json.Unmarshal(doc, r, docReading); err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "decode stored " + string(s.Kind), Err: fmt.Errorf("document of %d bytes is not what this version wrote", len(doc))}
	}
	return r, nil
}

// canonical gives a row with all of its fields, however it is stored.
func canonical(r desk.Row) (string, error) {
	var b strings.Builder
	e := jsonv1.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(r)
	return strings.TrimSuffix(b.String(), "\n"), desk.Wrap("encode "+string(r.RowKey().Kind), err)
}
