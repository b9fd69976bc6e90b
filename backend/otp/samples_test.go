package otp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/otp"
)

// sample is a row of the shared samples and of testdata/texts.json.
type sample struct {
	Text     string  `json:"text"`
	Language string  `json:"language"`
	Expect   *string `json:"expect"`
	Kind     string  `json:"kind"`
	Note     string  `json:"note"`
}

// sharedFile finds a file of the folder "shared" that may lie beside the
// repository; the test is skipped where it does not.
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	if dir := os.Getenv("PARLEY_SHARED"); dir != "" {
		return filepath.Join(dir, name)
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		path := filepath.Join(filepath.Dir(dir), "shared", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skipf("no folder shared beside the repository: %s not read", name)
	return ""
}

func readSamples(t *testing.T, path string) []sample {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows []sample
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func checkSamples(t *testing.T, rows []sample) {
	t.Helper()
	for i, row := range rows {
		want := ""
		if row.Expect != nil {
			want = *row.Expect
		}
		extract := otp.Extract
		if row.Kind == "voice_transcript" {
			extract = otp.ExtractVoice
		}
		got := extract(row.Text)
		if got.Code != want {
			t.Errorf("row %d (%s, %s): got %q (%s), want %q in %q", i, row.Language, row.Kind, got.Code, got.Reason, want, row.Text)
		}
		if (got.Code != "") != (got.Reason == otp.ReasonFound) {
			t.Errorf("row %d: code and reason %q disagree", i, got.Reason)
		}
		if row.Kind != "voice_transcript" {
			checkRedacted(t, row.Text)
		}
	}
}

func TestExtract_sharedSamples(t *testing.T) {
	t.Parallel()
	rows := readSamples(t, sharedFile(t, "fixtures/otp_samples.json"))
	if len(rows) < 80 {
		t.Fatalf("only %d rows", len(rows))
	}
	checkSamples(t, rows)
}

func TestExtract_ownTexts(t *testing.T) {
	t.Parallel()
	rows := readSamples(t, "testdata/texts.json")
	kinds := map[string]int{}
	for _, r := range rows {
		kinds[r.Kind]++
	}
	if len(rows) < 40 || kinds["positive"] < 20 || kinds["near_miss"] < 10 || kinds["negative"] < 5 {
		t.Fatalf("too few texts: %v", kinds)
	}
	checkSamples(t, rows)
}
