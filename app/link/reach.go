package link

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// reachPause is before the relay is told again what it did not take.
const reachPause = time.Second

// Reach says whether the person can be reached at this computer. The relay is told now, and
// with each hello.
func (l *Link) Reach(away bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away != away {
		l.away = away
		l.announce()
	}
}

func (l *Link) isAway() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.away
}

// reach tells the relay of each change, one after the other, until the connection ends.
func (s *session) reach(ctx context.Context) {
	for told := s.away; ; {
		s.link.mu.Lock()
		away, news := s.link.away, s.link.news
		s.link.mu.Unlock()
		if away == told {
			select {
			case <-news:
				continue
			case <-s.done:
				return
			case <-ctx.Done():
				return
			}
		}
		switch err := s.tellReach(ctx, away); {
		case errors.Is(err, errLost):
			return
		case desk.CodeOf(err) == desk.CodeTooMany || desk.CodeOf(err) == desk.CodeUnavailable:
			if !clock.Sleep(ctx, reachPause) {
				return
			}
		default:
			if err != nil { // such as a relay that does not know the question yet
				s.link.cfg.Log.WarnContext(ctx, "the relay was not told whether somebody is here", "err", err)
			}
			told = away
		}
	}
}

func (s *session) tellReach(ctx context.Context, away bool) error {
	body, err := json.Marshal(wire.Reach{Away: away})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, requestDeadline)
	defer cancel()
	id := desk.NewID("call")
	res, err := s.ask(ctx, id, wire.Frame{Kind: wire.FrameCall, Call: &wire.Call{ID: id, Name: wire.CallReach.Name, Body: body}})
	if err != nil {
		return err
	}
	return answer(wire.CallReach.Name, res, nil)
}
