package provision

import (
	"context"
	"errors"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/meta"
)

// Meta's codes that set-up decides by; what they mean in words is meta's.
const (
	codeExists      = 2388012 // add: the number is in some account already
	codeRequest     = 136024  // request_code: a general refusal
	codeVerify      = 136025  // verify_code: wrong or expired
	codeDeadToken   = 190
	codeDeadTokenAs = 0 // the same in another dress
)

// fromMeta gives Meta's side of a failure, nil when it is not Meta's.
func fromMeta(err error) *meta.Error {
	var e *meta.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// graphCode gives Meta's error code, -1 when the failure is another.
func graphCode(err error) int {
	if e := fromMeta(err); e != nil && e.Cause == meta.CauseGraph {
		return e.Code
	}
	return -1
}

// words says in plain words what went wrong at Meta, with Meta's own beside
// them where they add something. Meta names neither tokens nor codes there.
func words(e *meta.Error) string {
	text := desk.MessageOf(e)
	if e.Cause != meta.CauseGraph {
		return text
	}
	said := strings.TrimSpace(e.Details)
	if said == "" || len(said) > 300 || strings.Contains(text, said) {
		return text
	}
	return text + " Meta says: “" + said + "”"
}

// trouble notes on the set-up why a step failed, so that every screen shows it
// and a restart does not lose it. Failures that are not Meta's are the caller's
// to hear, and given back.
func (s *Service) trouble(ctx context.Context, c Caller, st *setup, cause error) (*setup, error) {
	e := fromMeta(cause)
	if e == nil {
		return nil, cause
	}
	return s.step(ctx, c, st.ID, func(st *setup) error {
		st.Problem, st.ProblemCode = words(e), max(graphCode(e), 0)
		x := e.Explain()
		if e.Cause == meta.CauseGraph && x.Retry == channel.RetryWait {
			st.RetryAt = s.now() + x.Wait.Milliseconds()
		}
		return nil
	})
}
