package bridge

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Requests passes on what the window asks of the relay: every command and call
// that wire declares, but those for which this desktop has to do something
// itself. The window's types for them are generated (build/pagetypes).
type Requests struct {
	relay  Relay
	outbox Outbox
}

// NewRequests wires the service.
func NewRequests(relay Relay, outbox Outbox) *Requests { return &Requests{relay, outbox} }

// leaving are the commands after which the person may not write in a conversation any more.
// What they wrote before and is still held back, to be undone, goes first: they are done
// with it, and the relay would refuse it later.
var leaving = map[string]bool{
	wire.CmdClose.Name:    true,
	wire.CmdArchive.Name:  true,
	wire.CmdRequeue.Name:  true,
	wire.CmdTransfer.Name: true,
	wire.CmdShiftEnd.Name: true, // names many conversations: all that is held goes
}

// sendHeld lets the replies go that are held back in the conversation that body names.
func (r *Requests) sendHeld(name, body string) error {
	if !leaving[name] {
		return nil
	}
	var of struct {
		InteractionID string `json:"interactionId"`
	}
	if err := json.Unmarshal([]byte(body), &of); err != nil {
		return &desk.Error{Code: desk.CodeInternal, Op: "read the body of " + name, Err: err}
	}
	ctx, cancel := within(readDeadline) // it goes at once, or there is no connection for the command either
	defer cancel()
	if name == wire.CmdShiftEnd.Name {
		return r.outbox.ReleaseAll(ctx)
	}
	return r.outbox.Release(ctx, of.InteractionID)
}

// ownWays are the commands and calls that have a method of their own, and where.
var ownWays = map[string]string{
	wire.CmdSend.Name:            "Compose: through the outbox",
	wire.CmdAddNote.Name:         "Compose: through the outbox",
	wire.CmdStartThread.Name:     "Threads.Start: with the file of a template",
	wire.CallOlder.Name:          "Sync: the local copy first",
	wire.CallSearch.Name:         "Sync: the local copy first",
	wire.CallSkipped.Name:        "link: what it could not keep",
	wire.CmdAlertsTold.Name:      "alert: what became of what it raised",
	wire.CallReach.Name:          "link: when the screen is locked",
	wire.CallSetupCode.Name:      "Setup.Code: sealed to this device",
	wire.CallSetupCopied.Name:    "Setup.CopyCode: when it was",
	wire.CallSetupRecording.Name: "Setup.Sound: sealed to this device",
	wire.CallTemplateSample.Name: "Threads.TemplateSample: with its file",
	wire.CallSetClock.Name:       "Admin.SetClock: by this computer's clock",
	wire.CallChangePass.Name:     "Admin.ChangePassword: with the next token of this desktop",
}

// Do makes the command or call of that name. body and the answer are JSON of the
// types that wire declares for it.
func (r *Requests) Do(name, body string) (string, error) {
	_, isCommand := wire.Commands[name]
	call, isCall := wire.Calls[name]
	if ownWays[name] != "" || !isCommand && !isCall {
		return "", &desk.Error{Code: desk.CodeInternal, Op: "pass on " + name}
	}
	if err := r.sendHeld(name, body); err != nil {
		return "", err
	}
	limit, send := commandDeadline, r.relay.Command
	if isCall {
		send = r.relay.Call
	}
	if call.Slow {
		limit = slowDeadline
	}
	ctx, cancel := within(limit)
	defer cancel()
	var answer json.RawMessage
	if err := send(ctx, name, json.RawMessage(body), &answer); err != nil {
		return "", err
	}
	if len(answer) == 0 {
		return "{}", nil
	}
	return string(answer), nil
}
