package link_test

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func TestTry_goesAtOnceAndSaysHowItEnded(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	r.refuse(http.StatusUpgradeRequired)
	a := start(t, r)
	a.until(link.StateBlocked)
	for range 2 { // each one is a new try with its own answer
		if err := a.Try(t.Context()); desk.SubcodeOf(err) != link.SubTooOld || words.Of(err) == "" {
			t.Errorf("still refused: %v", err)
		}
	}
	r.mu.Lock()
	dials := r.dials
	r.mu.Unlock()
	if dials != 3 {
		t.Errorf("dialled %d times, want 3", dials)
	}
	r.refuse(0)
	ended := make(chan error, 1)
	go func() { ended <- a.Try(t.Context()) }()
	r.welcome()
	if err := <-ended; err != nil {
		t.Errorf("taken: %v", err)
	}
	a.until(link.StateLive)
	if err := a.Try(t.Context()); err != nil {
		t.Errorf("while there is a connection: %v", err)
	}
}

// asker is a context that tells when somebody waits with it.
type asker struct {
	context.Context // it is one
	once            sync.Once
	waits           chan struct{}
}

// Done is what a context's waiters ask for.
func (a *asker) Done() <-chan struct{} {
	a.once.Do(func() { close(a.waits) })
	return a.Context.Done()
}

func TestTry_endsWithItsCallerAndWithTheLink(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := newApp(t, r.srv.URL)
	if err := a.Try(t.Context()); desk.SubcodeOf(err) != link.SubOffline {
		t.Errorf("before the start: %v", err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	d, _ := r.accept() // and no welcome
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Try(ctx); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("given up: %v", err)
	}
	ended := make(chan error, 1)
	asked := &asker{Context: t.Context(), waits: make(chan struct{})}
	go func() { ended <- a.Try(asked) }()
	<-asked.waits // else it may come after the end, and wait for the next one
	d.close(wire.CloseRevoked)
	if err := <-ended; desk.SubcodeOf(err) != link.SubSignedOut {
		t.Errorf("revoked meanwhile: %v", err)
	}
	go func() { ended <- a.Try(t.Context()) }()
	r.accept()
	a.Stop()
	if err := <-ended; err == nil {
		t.Error("a stopped link said that there is a connection")
	}
}
