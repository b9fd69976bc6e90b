package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// FoldVersion is the version of the fold, noted beside the state that it made. A
// start of a relay with a newer one builds the state anew from the record.
// Whoever makes a fold give other rows, timers or jobs for an entry that may be
// in a record raises it. Constants that folds use are frozen with it; those that
// are somebody's choice (desk.Policy) are entries instead, so that they can
// change without touching what was.
const FoldVersion = 20

// Answer is what a command answers: exactly one of Body and Error, or neither
// when there is nothing to say but yes. Its JSON reads into a wire.Result.
type Answer struct {
	Body  any           `json:"body,omitempty"`
	Error *wire.Failure `json:"error,omitempty"`
}

// folds has the fold function of each kind of entry; itemFolds has those of a
// provider's items.
var folds = map[desk.EntryKind]func(*work) error{
	desk.EntrySMS:           (*work).foldNothing, // kept for the record; provision has what it needs
	desk.EntryCommand:       (*work).foldCommand,
	desk.EntryTimer:         (*work).foldTimer,
	desk.EntryPresence:      (*work).foldPresence,
	desk.EntryDecision:      (*work).foldDecision,
	desk.EntrySendPosting:   (*work).foldPosting,
	desk.EntrySendAccepted:  (*work).foldAccepted,
	desk.EntrySendRejected:  (*work).foldRejected,
	desk.EntrySendUnknown:   (*work).foldUnknown,
	desk.EntrySendDeferred:  (*work).foldDeferred,
	desk.EntryReadTicked:    (*work).foldTicked,
	desk.EntryMediaFetched:  (*work).foldMedia,
	desk.EntryMediaFailed:   (*work).foldMedia,
	desk.EntryUploaded:      (*work).foldUploaded,
	desk.EntryOrgPut:        (*work).foldOrg,
	desk.EntryPolicyPut:     (*work).foldPolicy,
	desk.EntrySeatsPut:      (*work).foldSeats,
	desk.EntryUserPut:       (*work).foldUser,
	desk.EntryAccount:       (*work).foldAccount,
	desk.EntryAppPut:        (*work).foldApp,
	desk.EntryWabaPut:       (*work).foldWaba,
	desk.EntryNumberPut:     (*work).foldNumber,
	desk.EntryNumberGone:    (*work).foldNumberGone,
	desk.EntryTemplatesPut:  (*work).foldTemplates,
	desk.EntryTemplateTaken: (*work).foldTemplateTaken,

	desk.EntryTemplateSubmitted: (*work).foldTemplateSubmitted,
	desk.EntryTemplateEdited:    (*work).foldTemplateEdited,
	desk.EntryTemplateRemoved:   (*work).foldTemplateRemoved,
	desk.EntryTemplatesLooked:   (*work).foldTemplatesLooked,

	desk.EntryProfilePut:     (*work).foldProfile,
	desk.EntryProfileGone:    (*work).foldProfileGone,
	desk.EntryNumberProfile:  (*work).foldNumberProfile,
	desk.EntryNumberShown:    (*work).foldNumberShown,
	desk.EntryNumberSeen:     (*work).foldNumberSeen,
	desk.EntryNumberPIN:      (*work).foldNumberPIN,
	desk.EntryNumberIdentity: (*work).foldNumberIdentity,
	desk.EntryNumberSynced:   (*work).foldNumberSynced,

	desk.EntryRelayStarted: (*work).foldStarted,
	desk.EntryRelayAlarm:   (*work).foldAlarm,
	desk.EntryClockSet:     (*work).foldClockSet,
	desk.EntryErase:        (*work).foldErase,
	desk.EntryCheckup:      (*work).foldCheckup,
	desk.EntryCarrierSet:   (*work).foldCarrierSet,
	desk.EntryHours:        (*work).foldHours,
	desk.EntryService:      (*work).foldService,
	desk.EntryAutoReply:    (*work).foldAutoReply,
	desk.EntryNoRoom:       (*work).foldNoRoom,
}

// FoldTx gives what the entry changes, by what the transaction holds.
func (g *Engine) FoldTx(ctx context.Context, tx desk.Tx, e desk.Entry) (desk.Batch, error) {
	st, ok := tx.(State)
	if !ok {
		return desk.Batch{}, desk.Broken("fold", "the transaction cannot be folded on")
	}
	return g.Fold(ctx, st, e)
}

// Fold gives what the entry changes. It never panics: a bug that an odd entry
// brings to light must not stop the entries behind it.
func (g *Engine) Fold(ctx context.Context, st State, e desk.Entry) (b desk.Batch, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = desk.Batch{}, &desk.Error{
				Code: desk.CodeInternal, Subcode: "panic",
				Op: fmt.Sprintf("fold entry %d of kind %s", e.Seq, e.Kind), Err: fmt.Errorf("panic of type %T", r),
			}
		}
	}()
	if e.Erased != 0 && e.Payload == nil {
		return desk.Batch{}, nil // nothing of it stays
	}
	fold, known := g.foldOf(e.Kind)
	if !known {
		return desk.Batch{}, desk.Refuse(desk.CodeInvalid, "unknownKind", desk.Params{"kind": e.Kind})
	}
	key, err := st.IDKey(ctx, e.Org)
	if err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: read the key of ids", err)
	}
	w := g.newWork(ctx, st, e, key)
	if err := fold(w); err != nil {
		return w.refused(err)
	}
	if err := w.drain(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: drain queues", err)
	}
	if err := w.wakeMoved(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: wake what moved", err)
	}
	if err := w.keepLabels(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: keep labels", err)
	}
	if err := w.tellQueues(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: tell of queues", err)
	}
	if err := w.watchWindows(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: watch windows", err)
	}
	if err := w.keepLevels(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: keep service levels", err)
	}
	if err := w.tellOutcomes(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: tell followers", err)
	}
	if err := w.settleNotices(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: settle notices", err)
	}
	if err := w.noteProving(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: follow tests of numbers", err)
	}
	if err := w.restate(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: judge numbers", err)
	}
	if err := w.keepRecords(); err != nil {
		return desk.Batch{}, desk.Wrap("fold entry: keep records", err)
	}
	return w.batch()
}

// refusal is an error that is an answer, not a failure of the fold.
type refusal struct{ err *desk.Error }

func (r refusal) Error() string { return r.err.Error() }

// consequence is a refusal that entries follow. The refused entry itself changes nothing,
// at a rebuild neither: what is to happen is in those.
type consequence struct{ refusal }

// refused answers a refused command and gives everything else back as it is.
func (w *work) refused(err error) (desk.Batch, error) {
	if c := (consequence{}); errors.As(err, &c) {
		return desk.Batch{Answer: Answer{Error: wire.ErrorOf(c.err)}, Follow: w.follow}, nil
	}
	var r refusal
	if !errors.As(err, &r) {
		return desk.Batch{}, desk.Wrap("fold entry", err)
	}
	return desk.Batch{Answer: Answer{Error: wire.ErrorOf(r.err)}}, nil
}

// payload reads the entry's payload.
func payload[T any](w *work) (T, error) {
	var v T
	if err := json.Unmarshal(w.e.Payload, &v); err != nil {
		return v, &desk.Error{
			Code: desk.CodeInvalid, Subcode: "payload", Op: "read payload of " + string(w.e.Kind),
		}
	}
	return v, nil
}

func (w *work) foldNothing() error { return nil }

// missing says whether err only means that there is no such thing.
func missing(err error) bool { return desk.CodeOf(err) == desk.CodeNotFound }
