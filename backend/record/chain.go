package record

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/parleydesk/parley/backend/desk"
)

// The file of a chain has one JSON object in each line: its beginning, the lines of the
// records in their order, and its end. docs/records.md describes it for others.
type (
	chainBegin struct {
		Format  string     `json:"format"`
		Version int        `json:"version"`
		Org     desk.OrgID `json:"org"`
	}
	chainLine struct {
		Hash   string          `json:"hash"`
		Record json.RawMessage `json:"record"` // hashed byte by byte
	}
	chainEnd struct {
		End   bool   `json:"end"`
		Lines int64  `json:"lines"`
		Hash  string `json:"hash"`
	}
)

const (
	chainFormat  = "parley-records"
	chainVersion = 1
	// maxLine bounds a line of a file: some thousand agents had the interaction.
	maxLine = 4 << 20
)

// Lines gives the lines of the records behind a number, in their order, at most limit.
type Lines func(ctx context.Context, after int64, limit int) ([]*desk.RecordLine, error)

// chainPage is how many lines are read at a time.
const chainPage = 1000

// WriteChain writes an organization's records as a file that can be verified without
// Parley, and gives where they end.
func WriteChain(ctx context.Context, org desk.OrgID, lines Lines, to io.Writer) (desk.RecordHead, error) {
	out := bufio.NewWriterSize(to, 1<<16)
	encode := json.NewEncoder(out)
	encode.SetEscapeHTML(false)
	head := desk.RecordHead{ID: org, Hash: desk.RecordGenesis(org)}
	if err := encode.Encode(chainBegin{chainFormat, chainVersion, org}); err != nil {
		return head, desk.Wrap("write chain", err)
	}
	for {
		page, err := lines(ctx, head.N, chainPage)
		if err != nil {
			return head, desk.Wrap("read records", err)
		}
		for _, l := range page {
			body, err := json.Marshal(l.RecordBody)
			if err != nil {
				return head, desk.Wrap("encode record", err)
			}
			// The encoder would write the body's signs in another way than they are hashed.
			if _, err := out.WriteString(lineOf(l.Hash, body) + "\n"); err != nil {
				return head, desk.Wrap("write chain", err)
			}
			head.N, head.Hash = l.N, l.Hash
		}
		if len(page) < chainPage {
			break
		}
	}
	if err := encode.Encode(chainEnd{true, head.N, head.Hash}); err != nil {
		return head, desk.Wrap("write chain", err)
	}
	return head, desk.Wrap("write chain", out.Flush())
}

// Flaw is what is wrong with the file of a chain.
type Flaw string

// The flaws. N of a Report is the number of the line that it is about.
const (
	FlawNone      Flaw = ""
	FlawForeign   Flaw = "foreign"   // it is no file of records, or one of another version
	FlawGarbled   Flaw = "garbled"   // the line cannot be read
	FlawChanged   Flaw = "changed"   // the line is not the one that was written
	FlawMissing   Flaw = "missing"   // the line was left out
	FlawAdded     Flaw = "added"     // the line was put in
	FlawMoved     Flaw = "moved"     // the line stands further down
	FlawCut       Flaw = "cut"       // the file ends behind the line, without its end
	FlawEnd       Flaw = "end"       // its end speaks of other lines than these
	FlawBehindEnd Flaw = "behindEnd" // something stands behind its end
	FlawOtherHead Flaw = "otherHead" // it holds together, and no line has the hash that was noted
)

// Report says what a file of a chain proves.
type Report struct {
	Org   desk.OrgID
	Lines int64  // that are proven, from the first on
	Hash  string // of the last of them
	Noted int64  // the line that has the hash that was noted, 0 = none
	Flaw  Flaw   // the first that is found
	N     int64  // the line that the flaw is about, 0 = none
}

// VerifyChain reads the file of a chain. head is the hash of the line that was the last
// one when it was noted elsewhere, "" = none was: without it, whoever can write the file
// can write another whole one, or leave out its end. Of the lines behind that one the
// same is true. An error is one of reading.
func VerifyChain(file io.Reader, head string) (Report, error) {
	v := &verifier{lines: bufio.NewScanner(file), head: head}
	v.lines.Buffer(make([]byte, 0, 1<<16), maxLine)
	v.lines.Split(byteLines)
	if err := v.run(); err != nil {
		return v.Report, err
	}
	if v.Flaw == FlawNone && head != "" && v.Noted == 0 {
		v.Flaw = FlawOtherHead
	}
	return v.Report, nil
}

// byteLines splits at \n alone. bufio.ScanLines would take away a \r before it, and so
// hide that a line is not the one that was written.
func byteLines(data []byte, atEOF bool) (advance int, line []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

type verifier struct {
	Report
	lines *bufio.Scanner
	head  string
}

// next gives the next line of the file. ok is false at the end of it.
func (v *verifier) next() (line []byte, ok bool, err error) {
	if !v.lines.Scan() {
		err := v.lines.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, true, nil // no line of ours is so long: it cannot be read
		}
		return nil, false, desk.Wrap("read file", err)
	}
	return v.lines.Bytes(), true, nil
}

func (v *verifier) flaw(f Flaw, n int64) error {
	v.Flaw, v.N = f, n
	return nil
}

func (v *verifier) run() error {
	first, _, err := v.next()
	if err != nil {
		return err
	}
	var begin chainBegin
	if json.Unmarshal(first, &begin) != nil || begin.Format != chainFormat || begin.Version != chainVersion || begin.Org == "" || !asWritten(first, begin) {
		return v.flaw(FlawForeign, 0)
	}
	v.Org, v.Hash = begin.Org, desk.RecordGenesis(begin.Org)
	for {
		raw, ok, err := v.next()
		if err != nil {
			return err
		}
		if !ok {
			return v.flaw(FlawCut, v.Lines)
		}
		if end, is := readEnd(raw); is {
			return v.atEnd(end)
		}
		if done, err := v.line(raw); done || err != nil {
			return err
		}
	}
}

func readEnd(raw []byte) (end chainEnd, is bool) {
	return end, json.Unmarshal(raw, &end) == nil && end.End && asWritten(raw, end)
}

// asWritten says whether a line is, byte by byte, how what was read of it is written.
func asWritten(raw []byte, read any) bool {
	var out bytes.Buffer
	encode := json.NewEncoder(&out)
	encode.SetEscapeHTML(false)
	return encode.Encode(read) == nil && bytes.Equal(bytes.TrimSuffix(out.Bytes(), []byte("\n")), raw)
}

func (v *verifier) atEnd(end chainEnd) error {
	if end.Lines != v.Lines || end.Hash != v.Hash {
		return v.flaw(FlawEnd, v.Lines)
	}
	switch _, more, err := v.next(); {
	case err != nil:
		return err
	case more:
		return v.flaw(FlawBehindEnd, v.Lines)
	}
	return nil
}

// place is what a line says of itself, and whether it is chained to a hash.
type place struct {
	n    int64
	hash string
	body []byte
}

// lineOf is how a line stands in the file, and nothing beside it: of a key that stands
// there twice, or in large letters too, another program could take the one that is not
// proven.
func lineOf(hash string, record []byte) string {
	return `{"hash":"` + hash + `","record":` + string(record) + `}`
}

func readLine(raw []byte) (p place, ok bool) {
	var l chainLine
	var b struct {
		N int64 `json:"n"`
	}
	if json.Unmarshal(raw, &l) != nil || json.Unmarshal(l.Record, &b) != nil || b.N < 1 || string(raw) != lineOf(l.Hash, l.Record) {
		return p, false
	}
	return place{b.N, l.Hash, bytes.Clone(l.Record)}, true
}

// line takes the next line. done says that a flaw was found.
func (v *verifier) line(raw []byte) (done bool, err error) {
	p, ok := readLine(raw)
	want := v.Lines + 1
	switch {
	case !ok:
		return true, v.flaw(FlawGarbled, want)
	case p.n < want:
		return true, v.flaw(FlawAdded, p.n)
	case p.n > want:
		later, err := v.standsLater(want)
		if later {
			return true, errors.Join(err, v.flaw(FlawMoved, want))
		}
		return true, errors.Join(err, v.flaw(FlawMissing, want))
	case desk.RecordHash(v.Hash, p.body) != p.hash:
		return true, v.notChained(want)
	}
	v.Lines, v.Hash = p.n, p.hash
	if p.hash == v.head {
		v.Noted = p.n
	}
	return false, nil
}

// standsLater says whether a line is found further down.
func (v *verifier) standsLater(n int64) (bool, error) {
	for {
		raw, ok, err := v.next()
		if !ok || err != nil {
			return false, err
		}
		if p, read := readLine(raw); read && p.n == n {
			return true, nil
		}
	}
}

// notChained says whether a line that is not chained stands beside the right one, or
// instead of it.
func (v *verifier) notChained(n int64) error {
	raw, ok, err := v.next()
	if err != nil {
		return err
	}
	if p, read := readLine(raw); ok && read && p.n == n && desk.RecordHash(v.Hash, p.body) == p.hash {
		return v.flaw(FlawAdded, n)
	}
	return v.flaw(FlawChanged, n)
}
