package engine

import (
	"github.com/parleydesk/parley/backend/desk"
)

// An interaction that a customer begins takes its plan's first step: it queues in the
// plan's inbox, or a flow has it. While a flow has it, it is in no inbox and nobody is
// asked to take it; its clocks run, and a supervisor may take it, assign it or close
// it. It leaves the flow for the plan's inbox.

// firstStep has the plan of a new interaction decide where it goes.
func (w *work) firstStep(it *desk.Interaction) error {
	held, err := w.isHeld(it)
	if err != nil {
		return err
	}
	w.assigned(it.ThreadID)
	if held {
		it.State, it.InboxID = desk.InteractionInFlow, ""
		return nil
	}
	it.State, it.WaitingSince = desk.InteractionWaiting, w.e.At
	return w.outsideHours(it)
}

// isHeld says whether the interaction's plan keeps it in a flow.
func (w *work) isHeld(it *desk.Interaction) (bool, error) {
	if it.PlanID == "" {
		return false, nil
	}
	p, err := w.plan(it.PlanID)
	if err != nil {
		return false, desk.Wrap("read plan", err)
	}
	return p.Holds(), nil
}

// leaveFlow takes an interaction that a flow has to the queue of the plan's inbox.
// Whoever is to be asked there is the caller's to say.
func (w *work) leaveFlow(it *desk.Interaction) error {
	if it.State != desk.InteractionInFlow {
		return nil
	}
	p, err := w.plan(it.PlanID)
	if err != nil {
		return desk.Wrap("read plan", err)
	}
	it.State, it.InboxID, it.WaitingSince = desk.InteractionWaiting, p.InboxID, w.e.At
	w.put(it)
	w.assigned(it.ThreadID)
	return nil
}

// stateUnowned gives the state of an interaction that goes on without an owner. What
// never came to an inbox is still its flow's.
func (w *work) stateUnowned(it *desk.Interaction) (desk.InteractionState, error) {
	held, err := w.isHeld(it)
	if err != nil || it.InboxID != "" || !held {
		return desk.InteractionWaiting, err
	}
	return desk.InteractionInFlow, nil
}
