package relay

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/provision"
	"github.com/parleydesk/parley/backend/signup"
	"github.com/parleydesk/parley/backend/view"
)

// signUpWindow is Meta's window as the configuration has it.
func (r *Relay) signUpWindow() meta.Window {
	cfg := r.opts.Config.Meta
	return meta.Window{ScriptURL: cfg.ScriptURL, DialogURL: cfg.DialogURL, Version: cfg.Version}
}

// openSignUp makes what grants accounts in Meta's own window.
func (r *Relay) openSignUp() {
	window := r.signUpWindow()
	r.signup = signup.New(signup.Config{
		Store: r.db, Secrets: r.secrets, Rows: r.db, Links: r.links, Window: window,
		Holds: func(ctx context.Context, c signup.Caller, id desk.SetupID) error {
			return r.provision.Holds(ctx, provision.Caller{Org: c.Org, User: c.User, DeviceID: c.DeviceID, Session: c.Session, Seq: c.Seq}, id)
		},
		Base: func() string {
			if url := strings.TrimSuffix(r.opts.Config.Public.URL, "/"); url != "" || !window.Here() {
				return url
			}
			return r.PublicURL() // the window of practice is on this computer, as the browser is
		},
		Clock: r.time.Passed, // no address and no token ends by a single reading of the clock
		Log:   r.log,
	})
}

// addSignUpCalls wires the part of the wizard that waits for Meta's window.
func (r *Relay) addSignUpCalls(calls map[string]hub.CallFunc) {
	for name, f := range r.signup.Calls() {
		calls[name] = func(ctx context.Context, c hub.Caller, body []byte) (view.Body, error) {
			out, err := f(ctx, signup.Caller{Org: c.Session.Org, User: c.User, DeviceID: c.DeviceID, Session: c.Session.Session, Seq: c.Session.Seq}, body)
			if err != nil {
				return view.Body{}, err
			}
			return view.Own(out)
		}
	}
}
