package link_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestTry_goesAtOnceAndSaysHowItEnded(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	r.refuse(http.StatusUpgradeRequired)
	a := start(t, r)
	a.until(link.StateBlocked)
	for range 2 { // each one is a new try with its own answer
		if err := a.Try(t.Context()); desk.SubcodeOf(err) != link.SubTooOld || desk.MessageOf(err) == "" {
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
	go func() { ended <- a.Try(t.Context()) }()
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
