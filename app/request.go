package app

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// request makes a command or a call through the service that the window uses.
func request[B, A any](s services, r wire.Request[B, A], body B) (A, error) {
	var answer A
	asked, err := json.Marshal(body)
	if err != nil {
		return answer, desk.Wrap("encode "+r.Name, err)
	}
	text, err := s.requests.Do(r.Name, string(asked))
	if err != nil {
		return answer, err
	}
	return answer, desk.Wrap("read the answer of "+r.Name, json.Unmarshal([]byte(text), &answer))
}

// do makes one of which only matters whether it was done.
func do[B, A any](s services, r wire.Request[B, A], body B) error {
	_, err := request(s, r, body)
	return err
}
