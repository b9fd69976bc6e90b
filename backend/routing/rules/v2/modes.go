package v2

import (
	"cmp"

	"github.com/parleydesk/parley/backend/desk"
)

// ModeInfo describes one assignment mode.
type ModeInfo struct {
	Mode      desk.Mode
	Automatic bool // agents are asked; otherwise they take from the queue
}

// modeRule is one row of the table of modes.
type modeRule struct {
	mode      desk.Mode
	automatic bool
	compare   func(a, b *Candidate) int // negative: a is asked before b; nil = nobody is, but for the turn
	won, lost Reason                    // of whoever is asked by compare, and of whoever is behind them
	single    bool                      // asks nobody who has a thread open
	sticky    bool                      // asks the customer's last agent first
	most      int                       // of the inbox, not of the mode: threads of it that one agent has at once; 0 = no limit
}

// modeRules is the closed list, in the order in which a person is shown them.
var modeRules = []modeRule{
	{mode: desk.ModeRoundRobin, automatic: true, won: ReasonWonTurn},
	{mode: desk.ModeManual},
	{mode: desk.ModeProficiency, automatic: true, compare: byLevel, won: ReasonWonLevel, lost: ReasonLowerLevel},
	{mode: desk.ModeSticky, automatic: true, won: ReasonWonTurn, sticky: true},
	{mode: desk.ModeLongestIdle, automatic: true, compare: byIdleness, won: ReasonWonIdle, lost: ReasonLessIdle, single: true},
	{mode: desk.ModeLeastBusy, automatic: true, compare: byOpenThreads, won: ReasonWonLeastBusy, lost: ReasonMoreOpen},
}

func byLevel(a, b *Candidate) int       { return cmp.Compare(b.level(), a.level()) }
func byIdleness(a, b *Candidate) int    { return cmp.Compare(a.IdleSince, b.IdleSince) }
func byOpenThreads(a, b *Candidate) int { return cmp.Compare(a.OpenThreads, b.OpenThreads) }

// Modes lists every mode and what this version does with it.
func Modes() []ModeInfo {
	infos := make([]ModeInfo, 0, len(modeRules))
	for _, r := range modeRules {
		infos = append(infos, ModeInfo{Mode: r.mode, Automatic: r.automatic})
	}
	return infos
}

// ruleOf finds the rule of an inbox's mode, with the limit that the inbox sets itself;
// false = no such mode.
func ruleOf(box Inbox) (modeRule, bool) {
	for _, r := range modeRules {
		if r.mode == box.Mode {
			r.most = max(box.Capacity, 0)
			return r, true
		}
	}
	return modeRule{most: max(box.Capacity, 0)}, false
}

// first gives whoever is asked among seats that are in order of turn and never
// empty: of equal ones the one whose turn comes first.
func (r modeRule) first(able []*seat) *seat {
	best := able[0]
	for _, s := range able[1:] {
		if r.ahead(s, best) {
			best = s
		}
	}
	return best
}

// ahead says whether a is asked before b, whoever's turn it is.
func (r modeRule) ahead(a, b *seat) bool {
	return r.compare != nil && r.compare(a.who, b.who) < 0
}

// behind gives the reason of somebody who could have been asked instead of the
// winner.
func (r modeRule) behind(s, winner *seat) Reason {
	if r.ahead(winner, s) {
		return r.lost
	}
	return ReasonLaterInTurn
}
