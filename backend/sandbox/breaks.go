package sandbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// What may be broken of a connection is one thing for each check that a relay makes of
// it, by the check's name: Faults.Breaks. Each leaves all the others as they are.

// broken says whether a connection is broken in that way. Callers hold mu.
func (s *Sandbox) broken(what desk.CheckName) bool { return slices.Contains(s.w.Faults.Breaks, what) }

func checkBreaks(list []desk.CheckName) error {
	for _, each := range list {
		if !slices.Contains(desk.Checks, each) {
			return fmt.Errorf("%w: there is no check %q to break", ErrInvalid, each)
		}
	}
	if len(list) > len(desk.Checks) {
		return fmt.Errorf("%w: each check can be broken once", ErrInvalid)
	}
	return nil
}

// lost says why a node of Graph cannot be reached any more. Callers do not hold mu.
func (s *Sandbox) lost(c *call, a *account, n *number) *apiError {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case a != nil && s.broken(desk.CheckAccount), n != nil && s.broken(desk.CheckNumber):
		e := graphErr(100, "")
		e.message = "Unsupported " + c.method + " request. Object with ID '" + c.node + "' does not exist, cannot be loaded due to missing permissions, or does not support this operation."
		return e
	case n != nil && c.edge == "messages" && s.broken(desk.CheckScopes):
		return graphErr(10, "Application does not have permission for this action.")
	case n != nil && c.edge == "messages" && s.broken(desk.CheckRegistered):
		return graphErr(133010, "The phone number is not registered.")
	}
	return nil
}

// kept says whether a webhook does not leave. Callers hold mu.
func (s *Sandbox) kept(c change) bool {
	switch {
	case s.broken(desk.CheckSubscribed), s.broken(desk.CheckCallback):
		return true // it goes to nobody, or to somebody else
	case s.broken(desk.CheckFields):
		return c.field == "messages"
	case s.broken(desk.CheckInbound):
		return c.kind == "message"
	}
	return false
}

// secret is what the app signs its webhooks with.
func (s *Sandbox) secret() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signedWith(s.cfg.AppSecret)
}

// signedWith gives what is signed with in place of a secret, which may have been changed at
// the provider or the carrier. Callers hold mu.
func (s *Sandbox) signedWith(secret string) string {
	if s.broken(desk.CheckSecret) {
		return secret + "-rotated"
	}
	return secret
}

// isBroken is broken for callers who do not hold mu.
func (s *Sandbox) isBroken(what desk.CheckName) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken(what)
}

// textsGoTo is where a carrier says that a number's SMS go. Callers hold mu.
func (s *Sandbox) textsGoTo(address string) string {
	if s.broken(desk.CheckCallback) {
		return elsewhere
	}
	return address
}

// keepsText says whether an SMS does not come to the relay. Callers hold mu.
func (s *Sandbox) keepsText() bool {
	return s.broken(desk.CheckInbound) || s.broken(desk.CheckCallback)
}

// unreported says whether a carrier does not tell of an SMS that it has come that far: by
// its word for it. Callers hold mu.
func (s *Sandbox) unreported(word string) bool {
	return s.broken(desk.CheckOutbound) && (word == "delivered" || word == "read")
}

// featuresOf is what a number at Vonage can do, which is changed when it is ported.
// Callers hold mu.
func (s *Sandbox) featuresOf(n *carrierNumber) []string {
	if !s.broken(desk.CheckNumber) {
		return n.Features
	}
	return slices.DeleteFunc(slices.Clone(n.Features), func(f string) bool { return f == "SMS" })
}

// elsewhere is the callback of somebody who has changed it in the dashboard.
const elsewhere = "https://elsewhere.example/webhooks"

// handshakeTime bounds a handshake that a break causes.
const handshakeTime = 10 * time.Second

// handshakeAgain asks the relay for its challenge, as Meta does when somebody saves the
// dashboard: with another verify token when that is what is broken.
func (s *Sandbox) handshakeAgain() {
	s.mu.Lock()
	token, url := s.verify, s.calledBack()
	if s.broken(desk.CheckVerifyToken) {
		token = "mistyped-" + token
	}
	s.mu.Unlock()
	if url == "" || token == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTime)
	defer cancel()
	_ = s.challenge(ctx, url, token) // refused is what it is for
}
