package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// targetsOf gives what an inbox promises.
func targetsOf(t desk.Targets) *wire.Targets {
	if t.None() {
		return nil
	}
	out := wire.Targets(t)
	return &out
}

// levelsOf gives what was promised of an interaction, nil for nothing.
func levelsOf(l desk.ServiceLevels) *wire.ServiceLevels {
	out := wire.ServiceLevels{First: targetOf(l.First), Next: targetOf(l.Next), Resolution: targetOf(l.Resolution)}
	if out == (wire.ServiceLevels{}) {
		return nil
	}
	return &out
}

func targetOf(t desk.ServiceTarget) *wire.ServiceTarget {
	if t.DueAt == 0 {
		return nil
	}
	return &wire.ServiceTarget{DueAt: t.DueAt, WarnAt: t.WarnAt(), Result: string(t.Result)}
}

// recordServiceOf gives what became of what was promised.
func recordServiceOf(r *desk.RecordService) *wire.RecordService {
	if r == nil {
		return nil
	}
	return &wire.RecordService{
		FirstDue: r.FirstDue, First: string(r.First), NextMet: r.NextMet, NextMissed: r.NextMissed,
		ResolutionDue: r.ResolutionDue, Resolution: string(r.Resolution),
	}
}
