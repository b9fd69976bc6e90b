package rehearse

import (
	"slices"
	"sort"

	"github.com/parleydesk/parley/backend/desk"
)

// manner is how somebody answers an offer.
type manner struct {
	answer  Answer
	after   int64
	exact   bool // it was made then, too: at and seq are when it was answered
	at, seq int64
	limit   int64 // for how long it stood
}

// about names the offers of one chat to one person.
type about struct {
	chat int
	user desk.UserID
}

// manners are how people answered in a trace.
type manners struct {
	own   map[about][]Offer
	byWho map[desk.UserID][]Offer // in the order in which they were made
	usual int64                   // how long accepting takes usually
	holds int64                   // how long a chat takes usually
}

func mannersOf(t *Trace) manners {
	m := manners{own: map[about][]Offer{}, byWho: map[desk.UserID][]Offer{}}
	var accepted, held []int64
	for _, o := range t.Offers {
		if o.Chat >= 0 {
			key := about{o.Chat, o.User}
			m.own[key] = append(m.own[key], o)
		}
		if o.Answer != Withdrawn {
			m.byWho[o.User] = append(m.byWho[o.User], o)
		}
		if o.Answer == Accepted {
			accepted = append(accepted, o.after())
		}
	}
	for i := range t.Chats {
		for _, h := range t.Chats[i].Held {
			if h.To < t.To {
				held = append(held, h.To-h.From)
			}
		}
	}
	m.usual, m.holds = middle(accepted), middle(held)
	return m
}

// middle gives the median, 0 of nothing.
func middle(list []int64) int64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// same is how far apart two offers may be and still be the same one.
const same = 2000

// of says how a person answers an offer of a chat, made for the nth time at a moment, and
// whether that is known of this very offer.
func (m manners) of(chat int, user desk.UserID, nth int, now int64) (manner, bool) {
	if list := m.own[about{chat, user}]; nth < len(list) {
		o := list[nth]
		exact := now >= o.At-same && now <= o.At+same
		return manner{o.Answer, o.after(), exact, o.SettledAt, o.Set, o.Limit}, true
	}
	list := m.byWho[user]
	if len(list) == 0 {
		return manner{answer: Accepted, after: m.usual}, false
	}
	i := sort.Search(len(list), func(i int) bool { return list[i].At >= now })
	if i == len(list) || i > 0 && now-list[i-1].At <= list[i].At-now {
		i--
	}
	return manner{answer: list[i].Answer, after: list[i].after()}, false
}

// holdOf says how long a person has a chat that they accepted: as long as they did, or
// whoever had it first since it came to the queue.
func (r *run) holdOf(c *chat, by desk.UserID, m *manner) Hold {
	var first *Hold
	for i := range c.of.Held {
		h := &c.of.Held[i]
		if h.From < c.entered {
			continue
		}
		if h.User == by && (m == nil || !m.exact || h.From >= m.at-same && h.From <= m.at+same) {
			return *h
		}
		if first == nil {
			first = h
		}
	}
	if first != nil {
		return Hold{From: first.From, To: first.To}
	}
	return Hold{From: 0, To: r.manners.holds}
}
