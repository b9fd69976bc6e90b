package meta_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/meta"
)

// A string ends at its own quote, whatever stands in it and behind it.
func TestPastString_findsTheEndOfAnyString(t *testing.T) {
	t.Parallel()
	parts := []string{`"`, `\`, `\\`, "a", "é", "\n", "\x00", "}", "]", ","}
	rapid.Check(t, func(rt *rapid.T) {
		text := func(label string) []byte {
			b, err := json.Marshal(strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 8).Draw(rt, label), ""))
			if err != nil {
				rt.Fatal(err)
			}
			return b
		}
		before, quoted, behind := text("before"), text("text"), text("behind")
		all := slices.Concat(before, []byte(`:`), quoted, []byte(`,`), behind)
		at := len(before) + 1
		if got, want := meta.PastString(all, at), at+len(quoted); got != want {
			rt.Fatalf("the string at %d of %s ends at %d, want %d", at, all, got, want)
		}
	})
	if got := meta.PastString([]byte(`"never ends\"`), 0); got != 13 {
		t.Errorf("a string without an end ends at %d", got)
	}
}
