package link

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// socket is a websocket as a conn. It answers the relay's pings and gives up
// after wire.DeadMillis of silence.
type socket struct{ ws *websocket.Conn }

// dial opens the socket. The token travels in a header, never in the address,
// and there is no Origin: this is no web page.
func (c *Client) dial(ctx context.Context, who Credential) (conn, error) {
	u := *c.base
	u.Scheme = map[string]string{"http": "ws", "https": "wss"}[u.Scheme]
	u.Path += wire.PathSync
	h, err := c.Handshake(ctx, who)
	if err != nil {
		return nil, err
	}
	ws, resp, err := c.ws.DialContext(ctx, u.String(), h)
	if errors.Is(err, websocket.ErrBadHandshake) && resp != nil {
		defer resp.Body.Close() //nolint:errcheck // only read
		return nil, refusal{resp.StatusCode, desk.SubcodeOf(answerError(resp))}
	}
	if err != nil {
		return nil, netError(c.base.Hostname(), c.clock(), err)
	}
	s := &socket{ws}
	ws.SetPingHandler(func(data string) error {
		if err := s.alive(); err != nil {
			return err
		}
		// The answer is best effort: if it cannot be written, reading fails soon.
		for _, pong := range []string{data, wire.PongTime(c.clock().UnixMilli())} {
			ws.WriteControl(websocket.PongMessage, []byte(pong), time.Now().Add(writeDeadline)) //nolint:errcheck,gosec // see above
		}
		return nil
	})
	return s, s.alive()
}

// Handshake gives the header with which a socket is opened, once.
func (c *Client) Handshake(ctx context.Context, who Credential) (http.Header, error) {
	to, h := *c.base, http.Header{}
	to.Path += wire.PathSync
	return h, c.prove(ctx, h, who, http.MethodGet, &to)
}

func (s *socket) alive() error {
	return s.ws.SetReadDeadline(time.Now().Add(wire.DeadMillis * time.Millisecond))
}

// Read gives the next frame. Its size is counted after unpacking: a small
// packed frame may be a large one.
func (s *socket) Read() ([]byte, error) {
	kind, r, err := s.ws.NextReader()
	if err != nil {
		return nil, closeError(err)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxRead+1))
	if err != nil {
		return nil, closeError(err)
	}
	if len(b) > maxRead || kind != websocket.TextMessage {
		b = nil // unreadable; the rest of it is passed over with the next read
	}
	return b, s.alive()
}

func closeError(err error) error {
	var c *websocket.CloseError
	if errors.As(err, &c) {
		return closed{c.Code}
	}
	return err
}

// Write sends one frame.
func (s *socket) Write(b []byte) error {
	if err := s.ws.SetWriteDeadline(time.Now().Add(writeDeadline)); err != nil {
		return err
	}
	return s.ws.WriteMessage(websocket.TextMessage, b)
}

// Close says goodbye, if it can be said, and closes.
func (s *socket) Close() error {
	s.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second)) //nolint:errcheck,gosec // the relay may be gone
	return s.ws.Close()
}
