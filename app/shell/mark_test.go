package shell

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"
	"time"
)

// A file from outside stays whole when it is marked, and Windows finds the mark
// of the internet beside it.
func TestRule8_filesFromOutsideAreMarked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "Grüße.txt")
	if err := os.WriteFile(path, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MarkOutside(path, time.Unix(1_800_000_000, 0)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "words" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if runtime.GOOS == "windows" {
		if got, err := os.ReadFile(path + zoneStream); err != nil || string(got) != zoneMark {
			t.Errorf("the mark is %q, %v", got, err)
		}
	}
}

// The forms are those that the systems read.
func TestRule8_marksAreInTheSystemsForms(t *testing.T) {
	t.Parallel()
	if zoneStream != ":Zone.Identifier" || zoneMark != "[ZoneTransfer]\r\nZoneId=3\r\n" {
		t.Errorf("Windows: %q %q", zoneStream, zoneMark)
	}
	if got := quarantine(time.Unix(1_800_000_000, 0)); !regexp.MustCompile(`^[0-9a-f]{4};[0-9a-f]{8};[A-Za-z]+;$`).MatchString(got) || got != "0081;6b49d200;Parley;" {
		t.Errorf("macOS: %q", got)
	}
	if quarantineName != "com.apple.quarantine" {
		t.Errorf("macOS: %q", quarantineName)
	}
}
