package session

import (
	"context"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/child"
	"github.com/parleydesk/parley/backend/local"
	"github.com/parleydesk/parley/backend/wire"
)

// openChild finds or starts this computer's relay and keeps it for this app.
func (sv *Service) openChild(ctx context.Context, practice bool) (local.Discovery, error) {
	sv.mu.Lock()
	have := sv.child
	sv.mu.Unlock()
	if have != nil && have.Practice() == practice {
		return have.Discovery(), nil
	}
	sv.dismiss(ctx)
	c := child.New(child.Config{
		Dir: sv.cfg.RelayDir(practice), Practice: practice, Start: sv.cfg.Start, Log: sv.cfg.Log, Changed: sv.childChanged, Preparing: sv.childPreparing,
	})
	d, err := c.Open(ctx)
	if err != nil {
		return local.Discovery{}, err
	}
	sv.mu.Lock()
	sv.child = c
	sv.mu.Unlock()
	return d, nil
}

// Child gives this computer's relay, nil while none is held.
func (sv *Service) Child() *child.Child {
	sv.mu.Lock()
	defer sv.mu.Unlock()
	return sv.child
}

// dismiss gives this computer's relay up while the app goes on. That of
// practice ends at once with its last desktop: nothing outside writes to it.
func (sv *Service) dismiss(ctx context.Context) {
	sv.mu.Lock()
	c := sv.child
	sv.mu.Unlock()
	if c != nil && c.Practice() && sv.cfg.IsLastHere(true) {
		if err := c.End(ctx); err != nil {
			sv.cfg.Log.Warn("practice was not told to end", "err", err)
		}
	}
	sv.letGo()
}

// letGo gives this computer's relay up; it ends when nobody else holds it.
func (sv *Service) letGo() {
	sv.mu.Lock()
	c := sv.child
	sv.child = nil
	sv.mu.Unlock()
	if c != nil {
		c.Close()
	}
}

// childPreparing hears that this computer's relay works on its data before it can
// answer, and how much of that is done.
func (sv *Service) childPreparing(percent int) {
	sv.mu.Lock()
	sv.status.State, sv.status.Behind, sv.status.Problem = bridge.LinkPreparing, int64(percent), nil
	sv.mu.Unlock()
	sv.changedState()
}

// childChanged hears that this computer's relay came back, perhaps at another
// port, or cannot be had.
func (sv *Service) childChanged(err error) {
	if err != nil {
		sv.mu.Lock()
		sv.status.Problem = wire.ErrorOf(err)
		sv.mu.Unlock()
		sv.cfg.Log.Error("relay of this computer", "err", err)
		sv.changedState()
		return
	}
	sv.moved()
}
