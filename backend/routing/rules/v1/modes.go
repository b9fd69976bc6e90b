package v1

import "github.com/parleydesk/parley/backend/desk"

// ModeInfo describes one assignment mode.
type ModeInfo struct {
	Mode      desk.Mode
	Supported bool // Decide can decide by it
	Automatic bool // agents are asked; otherwise they take from the queue
}

// picker chooses among the seats of one tier, which are in order of turn and
// never empty, and gives the index of the chosen one.
type picker func(tier []*seat) int

// modeRule is one row of the table of modes. A nil pick in an automatic mode
// means that this version cannot decide by it.
type modeRule struct {
	mode      desk.Mode
	automatic bool
	pick      picker
}

// modeRules is the closed list, in the order in which a person is shown them.
var modeRules = []modeRule{
	{desk.ModeRoundRobin, true, pickByTurn},
	{desk.ModeManual, false, nil},
	{desk.ModeProficiency, true, nil},
	{desk.ModeSticky, true, nil},
	{desk.ModeLongestIdle, true, nil},
}

// Modes lists every mode and what this version does with it.
func Modes() []ModeInfo {
	infos := make([]ModeInfo, 0, len(modeRules))
	for _, r := range modeRules {
		infos = append(infos, ModeInfo{Mode: r.mode, Supported: r.supported(), Automatic: r.automatic})
	}
	return infos
}

func (r modeRule) supported() bool { return !r.automatic || r.pick != nil }

// ruleOf finds a mode's rule; false = no such mode.
func ruleOf(mode desk.Mode) (modeRule, bool) {
	for _, r := range modeRules {
		if r.mode == mode {
			return r, true
		}
	}
	return modeRule{}, false
}

// pickByTurn is round robin: the first after the cursor.
func pickByTurn([]*seat) int { return 0 }
