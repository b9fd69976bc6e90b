package alert

import (
	"context"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	reachDeadline  = 5 * time.Second
	attentionShown = 10 * time.Second // long enough to look at the task bar
)

// Test sends an alert the whole way and says how each link did: whether the relay can be
// reached, whether the system took the notification and shows it, whether the chime was
// played, whether the task bar asked. Whether the person saw it, they say (Saw), or their
// click does.
func (a *Alerts) Test() bridge.AlertTest {
	ctx := context.Background()
	s := a.cfg.Settings()
	links := []bridge.AlertLink{a.reaches(ctx)}
	note := shell.Note{ID: desk.NewID("ntf"), Title: "Parley", Body: sentence("test", nil)}
	t := bridge.AlertTest{ID: note.ID, RaisedAt: a.cfg.Now().UnixMilli()}
	shown := a.shows(s, note)
	if shown.Did == bridge.DidWork {
		t.TakenAt = a.cfg.Now().UnixMilli()
	}
	notes, sounds := a.cfg.System.Hindrances(ctx)
	t.Links = append(links, shown, hindered(bridge.ChainQuiet, notes), a.sounds(ctx, s, sounds), a.asksAttention())
	a.mu.Lock()
	defer a.mu.Unlock()
	a.test = t
	return t
}

// Tested gives the last test, with whether it was seen since.
func (a *Alerts) Tested() bridge.AlertTest {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.test
}

// Saw notes that the person saw the notification of the test; it is called with the
// notification's id, by their click or by their word. Of any other it says nothing.
func (a *Alerts) Saw(note string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if note != "" && note == a.test.ID && a.test.SeenAt == 0 {
		a.test.SeenAt = a.cfg.Now().UnixMilli()
	}
}

// reaches asks the relay something: what does not come through there alerts nobody.
func (a *Alerts) reaches(ctx context.Context) bridge.AlertLink {
	ctx, cancel := context.WithTimeout(ctx, reachDeadline)
	defer cancel()
	return did(bridge.ChainRelay, wire.ErrorOf(a.cfg.Reach(ctx)))
}

func (a *Alerts) shows(s bridge.Settings, note shell.Note) bridge.AlertLink {
	inside := bridge.Alert{Title: note.Title, Body: note.Body, Kind: "test"}
	if !s.Notifications {
		a.cfg.Inside(inside)
		return bridge.AlertLink{Name: bridge.ChainShown, Did: bridge.DidOff}
	}
	if inside.Problem = a.shown(a.cfg.System.Notify(note)); inside.Problem != nil {
		a.cfg.Inside(inside)
	}
	return did(bridge.ChainShown, inside.Problem)
}

func (a *Alerts) sounds(ctx context.Context, s bridge.Settings, h shell.Hindrance) bridge.AlertLink {
	switch {
	case s.Muted:
		return bridge.AlertLink{Name: bridge.ChainSound, Did: bridge.DidOff, Why: bridge.WhyMuted}
	case s.Volume <= 0:
		return bridge.AlertLink{Name: bridge.ChainSound, Did: bridge.DidOff, Why: bridge.WhySilent}
	}
	if l := did(bridge.ChainSound, a.sound(ctx, s.Volume)); l.Did != bridge.DidWork {
		return l
	}
	return hindered(bridge.ChainSound, h)
}

// asksAttention asks for a while, unless an alert asks already: that one goes on.
func (a *Alerts) asksAttention() bridge.AlertLink {
	err := a.cfg.System.Attention(true)
	if err == nil {
		a.wg.Go(func() {
			shown := time.NewTimer(attentionShown)
			defer shown.Stop()
			select {
			case <-shown.C:
			case <-a.over:
			}
			a.mu.Lock()
			isCalling := a.calling
			a.mu.Unlock()
			if !isCalling {
				_ = a.cfg.System.Attention(false) // it took the request, and takes this
			}
		})
	}
	return did(bridge.ChainAttention, wire.ErrorOf(err))
}

// noTest is what there is before the first: the page is given a list, never null.
func noTest() bridge.AlertTest { return bridge.AlertTest{Links: []bridge.AlertLink{}} }

func did(name string, problem *wire.Failure) bridge.AlertLink {
	if problem != nil {
		return bridge.AlertLink{Name: name, Did: bridge.DidBreak, Problem: problem}
	}
	return bridge.AlertLink{Name: name, Did: bridge.DidWork}
}

// hindered is how a link did of which the system only says what it does afterwards.
func hindered(name string, h shell.Hindrance) bridge.AlertLink {
	l := bridge.AlertLink{Name: name, Did: bridge.DidBreak, Why: string(h)}
	switch h {
	case shell.HinderNothing:
		l.Did = bridge.DidWork
	case shell.HinderUnknown:
		l.Did = bridge.DidUnknown
	default: // it says what keeps it from the person
	}
	return l
}
