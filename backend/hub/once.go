package hub

import (
	"context"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/wire"
)

// probeTime is how long the earlier socket of a session has to show that
// somebody is there: a desktop that runs answers a ping at once.
const probeTime = 2 * time.Second

// takePlace makes s the one socket of its session. A sign-in belongs to one desktop. An
// earlier socket of the same run of the app is replaced, and so is one that does not
// answer a ping. Beside one that answers, a second is refused: one of the two uses a
// copy of the sign-in.
func (h *Hub) takePlace(ctx context.Context, s *socket, instance string) error {
	for {
		h.mu.Lock()
		other := h.beside(s)
		if other == nil {
			s.instance, s.placed = instance, true
		}
		h.mu.Unlock()
		switch {
		case other == nil:
			return nil
		case instance != "" && instance == other.instance:
		case other.judge(ctx) != nil: // of a session that has ended: it closes anyway
		case other.answers():
			if err := h.cfg.Door.CopyRefused(ctx, s.identity()); err != nil {
				h.cfg.Log.Warn("refused copy not recorded", "device_id", s.id.DeviceID, "err", err)
			}
			return closing{wire.CloseCopied, "used on two computers"}
		}
		h.mu.Lock()
		other.placed = false
		h.mu.Unlock()
		other.close(wire.CloseTwice, "connected again")
	}
}

// beside finds the socket that has the session's place. Called with mu held.
func (h *Hub) beside(s *socket) *socket {
	session := s.identity().Session
	for other := range h.socks {
		if other != s && other.placed && session != "" && other.identity().Session == session {
			return other
		}
	}
	return nil
}

// answers pings the desktop and says whether it answered in time.
func (s *socket) answers() bool {
	select {
	case <-s.ponged:
	default:
	}
	if s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(probeTime)) != nil {
		return false
	}
	late := time.NewTimer(probeTime)
	defer late.Stop()
	select {
	case <-s.ponged:
		return true
	case <-s.done:
		return false
	case <-late.C:
		return false
	}
}
