package provision

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
)

// reasonOf gives why the provider refused, "" when the failure is another.
func reasonOf(err error) channel.Reason {
	f, _ := channel.FailureOf(err)
	return f.Reason
}

// trouble notes on the set-up why a step failed, so that every screen shows it
// and a restart does not lose it. Failures that are not the provider's are the
// caller's to hear, and given back.
func (s *Service) trouble(ctx context.Context, c Caller, st *setup, cause error) (*setup, error) {
	f, ok := channel.FailureOf(cause)
	if !ok {
		return nil, cause
	}
	return s.step(ctx, c, st.ID, func(st *setup) error {
		st.Problem, st.Said, st.ProblemCode = "", f.Full, 0
		if f.Source != channel.FromProvider {
			return nil
		}
		st.ProblemCode = f.Code
		if f.Retry == channel.RetryWait {
			st.RetryAt = s.now() + f.Wait.Milliseconds()
		}
		return nil
	})
}
