package meta_test

import (
	"os"
	"testing"

	"github.com/parleydesk/parley/backend/meta"
)

// BenchmarkSplit is one ordinary message from its bytes to a keyed item.
func BenchmarkSplit(b *testing.B) {
	body, err := os.ReadFile("testdata/text.json")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if items, err := meta.Split(body); err != nil || len(items) != 1 {
			b.Fatal(err)
		}
	}
}
