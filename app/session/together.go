package session

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/wire"
)

// Together gives the conversations that colleagues have in view, as the relay said it last.
func (sv *Service) Together() []wire.Together {
	sv.mu.Lock()
	defer sv.mu.Unlock()
	out := make([]wire.Together, 0, len(sv.around))
	for id, people := range sv.around {
		out = append(out, wire.Together{ThreadID: id, People: people})
	}
	slices.SortFunc(out, func(a, b wire.Together) int { return strings.Compare(a.ThreadID, b.ThreadID) })
	return out
}

// gathered takes in what the relay says of one conversation.
func (sv *Service) gathered(body []byte) {
	var news wire.Together
	if json.Unmarshal(body, &news) != nil || news.ThreadID == "" {
		return
	}
	sv.mu.Lock()
	if sv.around == nil {
		sv.around = map[string][]wire.Looker{}
	}
	if sv.around[news.ThreadID] = news.People; len(news.People) == 0 {
		delete(sv.around, news.ThreadID)
	}
	sv.mu.Unlock()
	sv.cfg.Page.Say(bridge.EventTogether, 0)
}

// alone forgets who is where: without a connection nobody says when they leave. The page
// asks again with the state, which changes as well. Called with mu held.
func (sv *Service) alone() { sv.around = nil }
