// Package logging keeps a log from being flooded: equal lines are counted and
// told once a minute instead of being repeated.
//
// It is for the handler behind a process's one logger. What is logged, and that
// no secret is in it, is for those who log.
package logging

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// window is how long equal lines are counted before they are told.
	window = time.Minute
	// maxAlike is how many lines with the same message but other facts are written
	// in a window; the rest are counted together.
	maxAlike = 20
	// maxKept bounds how many different lines are remembered in a window.
	maxKept = 2_000
)

// volatile facts differ between two reports of the same thing.
var volatile = []string{"request_id", "took", "bytes", "seq"}

// Handler passes on the first of equal lines at once and the number of the
// others at the end of the minute. Lines below Info are passed on as they are.
type Handler struct {
	next  slog.Handler
	facts string // of WithAttrs and WithGroup
	book  *book
}

// New puts the counting in front of a handler.
func New(next slog.Handler) *Handler {
	return &Handler{next: next, book: &book{now: time.Now, lines: map[string]*line{}, alike: map[string]int{}}}
}

// Enabled asks the handler behind.
func (h *Handler) Enabled(ctx context.Context, l slog.Level) bool { return h.next.Enabled(ctx, l) }

// WithAttrs keeps counting together with the handler it came from.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	var b strings.Builder
	b.WriteString(h.facts)
	for _, a := range attrs {
		addFact(&b, a)
	}
	return &Handler{next: h.next.WithAttrs(attrs), facts: b.String(), book: h.book}
}

// WithGroup keeps counting together with the handler it came from.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{next: h.next.WithGroup(name), facts: h.facts + name + ".", book: h.book}
}

// Handle writes the line, or counts it.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelInfo || h.book.isNew(h, r) {
		return h.next.Handle(ctx, r)
	}
	return nil
}

// Flush tells now what has been counted, at the end of a process.
func (h *Handler) Flush() { h.book.flush() }

func (h *Handler) factsOf(r slog.Record) string {
	var b strings.Builder
	b.WriteString(h.facts)
	r.Attrs(func(a slog.Attr) bool { addFact(&b, a); return true })
	return b.String()
}

func addFact(b *strings.Builder, a slog.Attr) {
	if !slices.Contains(volatile, a.Key) {
		fmt.Fprintf(b, "%s=%s\x00", a.Key, a.Value.Resolve())
	}
}

// book counts the lines of one window.
type book struct {
	now   func() time.Time
	mu    sync.Mutex // guards what follows
	lines map[string]*line
	alike map[string]int // different lines by level and message
	since time.Time
	end   *time.Timer // nil = no window is open
}

// line is one that was written, and how often it came again.
type line struct {
	to    slog.Handler
	first slog.Record
	again int
	more  bool // it stands for different lines with one message
}

// isNew says whether a line is to be written; otherwise it has been counted.
func (b *book) isNew(h *Handler, r slog.Record) bool {
	message := r.Level.String() + "\x00" + r.Message
	key := message + "\x00" + h.factsOf(r)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end == nil {
		b.since = b.now()
		b.end = time.AfterFunc(window, b.flush)
	}
	if l := b.lines[key]; l != nil {
		l.again++
		return false
	}
	if b.alike[message] < maxAlike && len(b.lines) < maxKept {
		b.alike[message]++
		b.lines[key] = &line{to: h.next, first: r.Clone()}
		return true
	}
	rest := b.lines[message]
	if rest == nil { // at most one more for each message, and messages are constants
		rest = &line{to: h.next, first: slog.NewRecord(r.Time, r.Level, r.Message, r.PC), more: true}
		b.lines[message] = rest
	}
	rest.again++
	return false
}

// flush closes the window and tells what came again in it.
func (b *book) flush() {
	b.mu.Lock()
	lines, since, now := b.lines, b.since, b.now()
	b.lines, b.alike = map[string]*line{}, map[string]int{}
	if b.end != nil {
		b.end.Stop()
		b.end = nil
	}
	b.mu.Unlock()
	for _, l := range lines {
		if l.again > 0 {
			l.tell(now, now.Sub(since))
		}
	}
}

func (l *line) tell(now time.Time, in time.Duration) {
	span := "minute"
	if in < window {
		span = in.Round(time.Second).String()
	}
	text := fmt.Sprintf("%s … again, %d times in the last %s", l.first.Message, l.again, span)
	if l.more {
		text = fmt.Sprintf("%s … and %d more like it in the last %s", l.first.Message, l.again, span)
	}
	r := slog.NewRecord(now, l.first.Level, text, l.first.PC)
	l.first.Attrs(func(a slog.Attr) bool { r.AddAttrs(a); return true })
	r.AddAttrs(slog.Int("again", l.again))
	_ = l.to.Handle(context.Background(), r) // a log that cannot be written has nobody to tell
}
