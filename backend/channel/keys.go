package channel

import "github.com/parleydesk/parley/backend/desk"

// AppKeys is what proves to an organization that a webhook comes from an app at a
// provider.
type AppKeys struct {
	Org         desk.OrgID
	Secrets     []string // the current one, and the old one during rotation
	VerifyToken string
}
