package engine

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// request is a command with who asks.
type request struct {
	by       *desk.User
	clientID string
	body     json.RawMessage
}

// command is what the relay can be asked to do.
type command struct {
	// read says whether a body is one of this command's, as far as that can be
	// told without the state.
	read func(body json.RawMessage) error
	// do does what is asked and gives the body of the answer, nil for none.
	do func(w *work, r request) (any, error)
}

// commands says what each command of wire does.
var commands = wire.ByName(
	handle(wire.CmdSend, (*work).cmdSend),
	handle(wire.CmdResend, (*work).cmdResend),
	handle(wire.CmdCancel, (*work).cmdCancel),
	handle(wire.CmdErase, (*work).cmdErase),
	handle(wire.CmdStartThread, (*work).cmdStartThread),
	handle(wire.CmdRead, (*work).cmdRead),
	handle(wire.CmdUnread, (*work).cmdUnread),
	handle(wire.CmdTake, (*work).cmdTake),
	handle(wire.CmdClose, (*work).cmdClose),
	handle(wire.CmdArchive, (*work).cmdArchive),
	handle(wire.CmdFile, (*work).cmdFile),
	handle(wire.CmdRequeue, (*work).cmdRequeue),
	handle(wire.CmdTransfer, (*work).cmdTransfer),
	handle(wire.CmdTakeBack, (*work).cmdTakeBack),
	handle(wire.CmdShiftEnd, (*work).cmdShiftEnd),
	handle(wire.CmdShiftUndo, (*work).cmdShiftUndo),
	handle(wire.CmdPriority, (*work).cmdPriority),
	handle(wire.CmdSnooze, (*work).cmdSnooze),
	handle(wire.CmdTitle, (*work).cmdTitle),
	handle(wire.CmdReopen, (*work).cmdReopen),
	handle(wire.CmdAcceptOffer, (*work).cmdAcceptOffer),
	handle(wire.CmdDeclineOffer, (*work).cmdDeclineOffer),
	handle(wire.CmdPresence, (*work).cmdPresence),
	handle(wire.CmdAwayReasons, (*work).cmdAwayReasons),
	handle(wire.CmdSaveContact, (*work).cmdSaveContact),
	handle(wire.CmdNoteContact, (*work).cmdNoteContact),
	handle(wire.CmdUnnoteContact, (*work).cmdUnnoteContact),
	handle(wire.CmdBlockContact, (*work).cmdBlockContact),
	handle(wire.CmdIdentityChecked, (*work).cmdIdentityChecked),
	handle(wire.CmdMergeContacts, (*work).cmdMergeContacts),
	handle(wire.CmdUnmergeContact, (*work).cmdUnmergeContact),
	handle(wire.CmdImportContacts, (*work).cmdImportContacts),
	handle(wire.CmdPutAttribute, (*work).cmdPutAttribute),
	handle(wire.CmdDropAttribute, (*work).cmdDropAttribute),
	handle(wire.CmdAddOptIn, (*work).cmdAddOptIn),
	handle(wire.CmdWithdrawOptIn, (*work).cmdWithdrawOptIn),
	handle(wire.CmdImportOptIns, (*work).cmdImportOptIns),
	handle(wire.CmdOptInRule, (*work).cmdOptInRule),
	handle(wire.CmdPutInbox, (*work).cmdPutInbox),
	handle(wire.CmdDeleteInbox, (*work).cmdDeleteInbox),
	handle(wire.CmdPutPlan, (*work).cmdPutPlan),
	handle(wire.CmdDeletePlan, (*work).cmdDeletePlan),
	handle(wire.CmdUpdateNumber, (*work).cmdUpdateNumber),
	handle(wire.CmdMapNumber, (*work).cmdMapNumber),
	handle(wire.CmdSwitchNumber, (*work).cmdSwitchNumber),
	handle(wire.CmdDeleteNumber, (*work).cmdDeleteNumber),
	handle(wire.CmdProvingBegin, (*work).cmdProvingBegin),
	handle(wire.CmdProvingAnswer, (*work).cmdProvingAnswer),
	handle(wire.CmdProvingCancel, (*work).cmdProvingCancel),
	handle(wire.CmdDraftTemplate, (*work).cmdDraftTemplate),
	handle(wire.CmdDiscardDraft, (*work).cmdDiscardDraft),
	handle(wire.CmdAddNote, (*work).cmdAddNote),
	handle(wire.CmdEditNote, (*work).cmdEditNote),
	handle(wire.CmdDeleteNote, (*work).cmdDeleteNote),
	handle(wire.CmdUpdateUser, (*work).cmdUpdateUser),
	handle(wire.CmdLicences, (*work).cmdLicences),
	handle(wire.CmdPreferences, (*work).cmdPreferences),
	handle(wire.CmdReadNotices, (*work).cmdReadNotices),
	handle(wire.CmdAlertsTold, (*work).cmdAlertsTold),
	handle(wire.CmdPutLabel, (*work).cmdPutLabel),
	handle(wire.CmdDropLabel, (*work).cmdDeleteLabel),
	handle(wire.CmdRestoreLabel, (*work).cmdRestoreLabel),
	handle(wire.CmdMergeLabels, (*work).cmdMergeLabels),
	handle(wire.CmdLabelThread, (*work).cmdLabelThread),
	handle(wire.CmdFollowThread, (*work).cmdFollow),
	handle(wire.CmdPutCanned, (*work).cmdPutCannedReply),
	handle(wire.CmdDropCanned, (*work).cmdDeleteCannedReply),
	handle(wire.CmdImportCanned, (*work).cmdImportCanned),
	handle(wire.CmdPutListView, (*work).cmdPutListView),
	handle(wire.CmdDropListView, (*work).cmdDeleteListView),
	handle(wire.CmdPutSavedFilter, (*work).cmdPutSavedFilter),
	handle(wire.CmdDropSavedFilter, (*work).cmdDeleteSavedFilter),
	handle(wire.CmdReplayUnhandled, (*work).cmdReplay),
)

// handle has a function do what a command asks: it takes the command's body and
// gives its answer, nil for only yes.
func handle[B, A any](c wire.Request[B, A], do func(*work, request, B) (*A, error)) wire.Handler[command] {
	return wire.Handler[command]{Name: c.Name, Do: command{
		read: func(raw json.RawMessage) error {
			body, err := bodyOf[B](raw)
			if err != nil {
				return err
			}
			if err := sayingNothing(body); err != nil {
				return err
			}
			return leavingNobody(body)
		},
		do: func(w *work, r request) (any, error) {
			body, err := bodyOf[B](r.body)
			if err != nil {
				return nil, refused(err)
			}
			if err := w.asked(r.by, body); err != nil {
				return nil, err
			}
			answer, err := do(w, r, body)
			if answer == nil {
				return nil, err
			}
			return *answer, err
		},
	}}
}

// bodyOf reads a command's body, each field within its bound.
func bodyOf[T any](raw json.RawMessage) (T, error) {
	var body T
	if err := json.Unmarshal(raw, &body); err != nil {
		return body, errBadBody()
	}
	return body, desk.TooLarge(&body)
}

// upgrade turns a body of one version of a command into the next one's.
type upgrade func(body json.RawMessage) (json.RawMessage, error)

// upgrades has, for each command of which there is more than version 1, how the
// body of each version becomes that of the next, from 1 on. Its length and
// wire.VersionOf agree. Nothing is ever taken out: old entries are folded by it.
var upgrades = map[string][]upgrade{}

// newest gives the body as today's version has it.
func newest(name string, version int, body json.RawMessage) (json.RawMessage, *desk.Error) {
	return upgraded(upgrades[name], version, body)
}

func upgraded(steps []upgrade, version int, body json.RawMessage) (json.RawMessage, *desk.Error) {
	version = max(1, version)
	if version > len(steps)+1 {
		return nil, errUnknownCommand()
	}
	for _, step := range steps[version-1:] {
		var err error
		if body, err = step(body); err != nil {
			return nil, errBadBody()
		}
	}
	return body, nil
}

// CheckCommand refuses a command that cannot be understood: its name or version is not
// known here, or its body cannot be read or is too large. It also refuses a message of which
// a customer would see nothing. Such a command is answered and never recorded.
func CheckCommand(name string, version int, body []byte) error {
	do, known := commands[name]
	switch {
	case !known:
		return errUnknownCommand()
	case len(body) > wire.MaxCommand:
		return desk.Refuse(desk.CodeInvalid, "tooLarge", desk.Params{"context": "command", "kilobytes": wire.MaxCommand >> 10})
	}
	if string(bytes.TrimSpace(body)) == "null" {
		return errBadBody()
	}
	now, refused := newest(name, version, body)
	if refused != nil {
		return refused
	}
	return do.read(now)
}

func errBadBody() *desk.Error {
	return desk.Refuse(desk.CodeInvalid, "badBody", desk.Params{"context": "command"})
}

func errUnknownCommand() *desk.Error {
	return desk.Refuse(desk.CodeInvalid, "unknownCommand")
}

// foldCommand does what a person asks, or refuses it.
func (w *work) foldCommand() error {
	e, err := payload[desk.CommandEntry](w)
	if err != nil {
		return err
	}
	by, err := w.user(e.UserID)
	switch {
	case missing(err) || err == nil && !by.Active:
		return refuse(desk.CodeForbidden, "suspended")
	case err != nil:
		return desk.Wrap("read user", err)
	}
	do, known := commands[e.Name]
	if !known {
		return refusal{errUnknownCommand()}
	}
	if !wire.Commands[e.Name].Who.May(by.Role) {
		return refuse(desk.CodeForbidden, "supervisors")
	}
	if err := wire.Commands[e.Name].Unlicensed(by); err != nil {
		return refusal{err}
	}
	now, refused := newest(e.Name, e.Version, e.Body)
	if refused != nil {
		return refusal{refused}
	}
	w.erased, w.by = e.Erased, by.ID
	body, err := do.do(w, request{by: by, clientID: e.ClientID, body: now})
	if err != nil {
		return err
	}
	w.answer = Answer{Body: body}
	return nil
}

// refuse makes the error that answers a refused command.
func refuse(code desk.Code, subcode string, params ...desk.Params) error {
	return refusal{desk.Refuse(code, subcode, params...)}
}

// refused lets an error of another package answer a command.
func refused(err error) error {
	said := desk.SaidOf(err)
	return refusal{desk.Refuse(said.Code, said.Subcode, said.Params)}
}

// named turns "not found" of something that the command names into a refusal.
func named[T any](p *T, err error) func(wire.Ask) (*T, error) {
	return func(what wire.Ask) (*T, error) {
		if missing(err) {
			return nil, refusal{what.Refusal()}
		}
		return p, desk.Wrap("read "+string(what), err)
	}
}

// mayUse says whether the person may write from the number: supervisors from
// any, others from those of their inboxes or of the list that was made for them.
func (w *work) mayUse(u *desk.User, n *desk.Number) (bool, error) {
	if u.Role.Supervisor() || u.Outbound.Only && u.Outbound.From(n.ID) {
		return true, nil
	}
	ids, err := w.inboxesOf(n)
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		box, err := w.inbox(id)
		if err != nil {
			return false, desk.Wrap("read inbox", err)
		}
		if slices.Contains(box.Members, u.ID) {
			return true, nil
		}
	}
	return false, nil
}

// mayMind refuses what only the owner of an open interaction or a supervisor
// may do to it, and what was asked on an outdated screen.
func mayMind(u *desk.User, it *desk.Interaction, epoch int64) error {
	switch {
	case it.State == desk.InteractionEnded:
		return refuse(desk.CodeConflict, "ended")
	case !u.Role.Supervisor() && it.Owner != u.ID:
		return refuse(desk.CodeForbidden, "notOwner")
	case it.Epoch != epoch:
		return refuse(desk.CodeConflict, "changedHands")
	}
	return nil
}

// nameOf gives a person's name for a sentence, "" when it is not known: the readers
// of sentences have a word for that.
func (w *work) nameOf(id desk.UserID) string {
	u, err := w.user(id)
	if err != nil {
		return ""
	}
	return u.Name
}
