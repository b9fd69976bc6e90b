package record_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
)

// chainOf writes the chain of n drawn lines.
func chainOf(t *testing.T, n int) (file string, head desk.RecordHead) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test's
	k := newKept()
	for i := range n {
		b := draw(r, int64(i+1))
		b.ServiceName = "<Support> & \u2028 “DACH”" // signs that JSON can be written in two ways with
		k.seal(b)
	}
	var out bytes.Buffer
	head, err := record.WriteChain(t.Context(), org, k.after, &out)
	if err != nil || head.Hash != k.head.Hash && n > 0 || head.N != int64(n) {
		t.Fatalf("the chain ends with %+v, %v", head, err)
	}
	return out.String(), head
}

func (k *kept) after(_ context.Context, after int64, limit int) ([]*desk.RecordLine, error) {
	return k.lines[after:min(int(after)+limit, len(k.lines))], nil
}

func TestVerifyChain_aFileAsItWasWritten_isProven(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 999, 1000, 2001} {
		file, head := chainOf(t, n)
		noted := head.Hash
		if n == 0 {
			noted = "" // there is no line to note the hash of
		}
		got, err := record.VerifyChain(strings.NewReader(file), noted)
		if err != nil || got.Flaw != record.FlawNone || got.Lines != int64(n) || got.Hash != head.Hash || got.Org != org || got.Noted != int64(n) {
			t.Errorf("%d lines: %+v, %v", n, got, err)
		}
	}
}

// A hash that was noted on an earlier day proves the lines up to there in a later file.
func TestVerifyChain_aHashNotedEarlier(t *testing.T) {
	t.Parallel()
	_, early := chainOf(t, 4)
	file, _ := chainOf(t, 9) // the same four, and what came since
	if got, err := record.VerifyChain(strings.NewReader(file), early.Hash); err != nil || got.Flaw != record.FlawNone || got.Noted != 4 || got.Lines != 9 {
		t.Errorf("%+v, %v", got, err)
	}
}

// rehash chains the lines of a file anew, as somebody would who changed one and knows how.
func rehash(lines []string) []string {
	prev, n := desk.RecordGenesis(org), 0
	out := slices.Clone(lines[:1])
	for _, l := range lines[1 : len(lines)-1] {
		var line struct {
			Record json.RawMessage `json:"record"`
		}
		if json.Unmarshal([]byte(l), &line) != nil {
			continue
		}
		prev = desk.RecordHash(prev, line.Record)
		n++
		out = append(out, fmt.Sprintf(`{"hash":%q,"record":%s}`, prev, line.Record))
	}
	return append(out, fmt.Sprintf(`{"end":true,"lines":%d,"hash":%q}`, n, prev))
}

// The first line that was changed, left out, put in or moved is named.
func TestVerifyChain_namesTheFirstFlaw(t *testing.T) {
	t.Parallel()
	file, head := chainOf(t, 9)
	for name, c := range map[string]struct {
		change func(l []string) []string // l[0] begins, l[1…9] are the lines, l[10] is the end
		flaw   record.Flaw
		n      int64
	}{
		"a word of a line":           {func(l []string) []string { l[4] = strings.Replace(l[4], `"int_4"`, `"int_5"`, 1); return l }, record.FlawChanged, 4},
		"a space in a line":          {func(l []string) []string { l[4] = strings.Replace(l[4], `"org":`, `"org": `, 1); return l }, record.FlawChanged, 4},
		"the hash of a line":         {func(l []string) []string { l[7] = strings.Replace(l[7], `"hash":"`, `"hash":"0`, 1); return l }, record.FlawChanged, 7},
		"a line less":                {func(l []string) []string { return slices.Delete(l, 5, 6) }, record.FlawMissing, 5},
		"the first line less":        {func(l []string) []string { return slices.Delete(l, 1, 2) }, record.FlawMissing, 1},
		"a line twice":               {func(l []string) []string { return slices.Insert(l, 4, l[3]) }, record.FlawAdded, 3},
		"a made-up line":             {func(l []string) []string { return slices.Insert(l, 6, strings.Replace(l[6], "int_6", "int_66", 1)) }, record.FlawAdded, 6},
		"two lines in another order": {func(l []string) []string { l[2], l[3] = l[3], l[2]; return l }, record.FlawMoved, 2},
		// Of two keys of one name, or nearly, some programs take the first, others the last.
		"a record before the record": {func(l []string) []string {
			l[4] = strings.Replace(l[4], `"record":`, `"record":{"n":4},"record":`, 1)
			return l
		}, record.FlawGarbled, 4},
		"a key in large letters": {func(l []string) []string {
			l[4] = strings.Replace(l[4], `{"hash"`, `{"record":{"n":4},"hash"`, 1)
			return upper(l, 4)
		}, record.FlawGarbled, 4},
		"a key more":                  {func(l []string) []string { l[4] = strings.Replace(l[4], `{"hash"`, `{"note":"x","hash"`, 1); return l }, record.FlawGarbled, 4},
		"another organization, twice": {func(l []string) []string { l[0] = strings.Replace(l[0], `{`, `{"org":"org2",`, 1); return l }, record.FlawForeign, 0},
		"another end, twice":          {func(l []string) []string { l[10] = strings.Replace(l[10], `{`, `{"lines":4,`, 1); return l }, record.FlawGarbled, 10},
		"a line that ends in \\r\\n":  {func(l []string) []string { l[4] += "\r"; return l }, record.FlawGarbled, 4},
		"an end that ends in \\r\\n":  {func(l []string) []string { l[10] += "\r"; return l }, record.FlawGarbled, 10},
		"lines that end in \\r\\n":    {func(l []string) []string { return []string{strings.Join(l, "\r\n")} }, record.FlawForeign, 0},
		"half a line":                 {func(l []string) []string { l[8] = l[8][:20]; return l }, record.FlawGarbled, 8},
		"no end":                      {func(l []string) []string { return l[:10] }, record.FlawCut, 9},
		"half the file":               {func(l []string) []string { return l[:5] }, record.FlawCut, 4},
		"the last line less":          {func(l []string) []string { return slices.Delete(l, 9, 10) }, record.FlawEnd, 8},
		"a line behind the end":       {func(l []string) []string { return append(l, l[9]) }, record.FlawBehindEnd, 9},
		"another organization":        {func(l []string) []string { l[0] = strings.Replace(l[0], "org1", "org2", 1); return l }, record.FlawChanged, 1},
		"another version":             {func(l []string) []string { l[0] = strings.Replace(l[0], `"version":1`, `"version":2`, 1); return l }, record.FlawForeign, 0},
		"some other file":             {func([]string) []string { return []string{"hello"} }, record.FlawForeign, 0},
		"nothing":                     {func([]string) []string { return nil }, record.FlawForeign, 0},
		// Whoever chains everything anew is found out by the hash that was noted alone.
		"chained anew, a word":       {func(l []string) []string { l[4] = strings.Replace(l[4], `"int_4"`, `"int_5"`, 1); return rehash(l) }, record.FlawOtherHead, 0},
		"chained anew, the end less": {func(l []string) []string { return rehash(slices.Delete(l, 9, 10)) }, record.FlawOtherHead, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := c.change(strings.Split(strings.TrimSuffix(file, "\n"), "\n"))
			got, err := record.VerifyChain(strings.NewReader(strings.Join(lines, "\n")), head.Hash)
			if err != nil || got.Flaw != c.flaw || got.N != c.n {
				t.Errorf("got %+v, %v, want %s at %d", got, err, c.flaw, c.n)
			}
			without, err := record.VerifyChain(strings.NewReader(strings.Join(lines, "\n")), "")
			if honest := without.Flaw == record.FlawNone; err != nil || honest != (c.flaw == record.FlawOtherHead) {
				t.Errorf("without the noted hash: %+v, %v", without, err)
			}
		})
	}
}

// Any change of one byte is found, wherever it is.
func TestVerifyChain_anyByteThatIsChanged_isFound(t *testing.T) {
	t.Parallel()
	file, head := chainOf(t, 5)
	for i := range 2 * (len(file) - 1) {
		changed := []byte(file)
		changed[i/2] ^= []byte{1, 'a' ^ 'A'}[i%2]
		i /= 2
		got, err := record.VerifyChain(bytes.NewReader(changed), head.Hash)
		if err != nil || got.Flaw == record.FlawNone {
			t.Fatalf("byte %d of %d, %q for %q: %+v, %v", i, len(file), changed[i], file[i], got, err)
		}
	}
}

// upper writes the second key of a record in large letters.
func upper(l []string, n int) []string {
	at := strings.LastIndex(l[n], `"record":`)
	l[n] = l[n][:at] + `"RECORD":` + l[n][at+len(`"record":`):]
	return l
}
