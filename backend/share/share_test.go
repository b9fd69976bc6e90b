package share_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/share"
)

// Every share of the table: up to it everything passes, beyond it is refused
// with the right code, somebody else is not affected, and it recovers.
func TestRule3_everyShareHoldsForOneAndLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	for name, l := range share.Usual() {
		t.Run(string(name), func(t *testing.T) {
			t.Parallel()
			now := time.Unix(1_800_000_000, 0)
			b := share.New(share.Usual(), func() time.Time { return now })
			if l.AtOnce > 0 {
				atOnce(t, b, name, l.AtOnce)
				return
			}
			const pieces = 10
			for i := range pieces {
				if err := b.Take(name, "ana", l.Burst/pieces); err != nil {
					t.Fatalf("piece %d of a burst: %v", i, err)
				}
			}
			refused(t, b.Take(name, "ana", l.Burst/pieces))
			if err := b.Take(name, "bruno", l.Burst); err != nil {
				t.Errorf("somebody else: %v", err)
			}
			now = now.Add(time.Second + time.Duration(float64(time.Minute)*float64(l.Burst)/float64(l.PerMinute)))
			if err := b.Take(name, "ana", l.Burst); err != nil {
				t.Errorf("after a rest: %v", err)
			}
			refused(t, b.Take(name, "ana", l.Burst/2))
			now = now.Add(time.Hour)
			if err := b.Take(name, "carla", 1); err != nil || b.Kept() != 1 {
				t.Errorf("%d shares are remembered an hour later, want carla's (%v)", b.Kept(), err)
			}
		})
	}
}

func atOnce(t *testing.T, b *share.Book, name share.Name, most int) {
	t.Helper()
	var leave []func()
	for i := range most {
		l, err := b.Enter(name, "ana")
		if err != nil {
			t.Fatalf("number %d: %v", i, err)
		}
		leave = append(leave, l)
	}
	_, err := b.Enter(name, "ana")
	refused(t, err)
	other, err := b.Enter(name, "bruno")
	if err != nil {
		t.Fatalf("somebody else: %v", err)
	}
	leave[0]()
	leave[0]() // twice counts once
	again, err := b.Enter(name, "ana")
	if err != nil {
		t.Fatalf("after one has left: %v", err)
	}
	_, err = b.Enter(name, "ana")
	refused(t, err)
	for _, l := range append(leave, other, again) {
		l()
	}
	if b.Kept() != 0 {
		t.Errorf("%d are remembered when all have left", b.Kept())
	}
}

func refused(t *testing.T, err error) {
	t.Helper()
	if desk.CodeOf(err) != desk.CodeTooMany || !desk.Retryable(err) {
		t.Errorf("beyond the share: %v, want tooMany", err)
	}
}

// The page for operators tells the same as the table.
func TestUsual_isWhatTheDocumentationSays(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range share.Usual() {
		row := fmt.Sprintf("| %s | %s | %s |", name, l.Per, size(l))
		if !strings.Contains(string(page), row) {
			t.Errorf("docs/limits.md has no row %s", row)
		}
	}
}

func size(l share.Limit) string {
	if l.AtOnce > 0 {
		return fmt.Sprintf("%d at once", l.AtOnce)
	}
	if l.PerMinute >= 1<<20 {
		return fmt.Sprintf("%d MiB a minute, %d MiB in a burst", l.PerMinute>>20, l.Burst>>20)
	}
	return fmt.Sprintf("%d a minute, %d in a burst", l.PerMinute, l.Burst)
}
