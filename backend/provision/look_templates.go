package provision

import "context"

// templatesEvery is how many rounds, of an hour each, are from one look at templates to the
// next: a list of thousands has many pages, and providers count them. Their webhooks tell
// of most changes before.
const templatesEvery = 6

// lookAtTemplates asks whether somebody changed templates at the providers. What cannot be
// asked now is asked the next time.
func (s *Service) lookAtTemplates(ctx context.Context) {
	orgs, err := s.cfg.Store.Orgs(ctx)
	if err != nil {
		s.cfg.Log.Warn("templates not looked at", "err", err)
		return
	}
	for _, org := range orgs {
		if err := s.cfg.Accounts.LookAtTemplates(ctx, org); err != nil && ctx.Err() == nil {
			s.cfg.Log.Info("templates not looked at", "org", string(org), "err", err)
		}
	}
}
