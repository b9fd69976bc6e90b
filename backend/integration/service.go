// Package integration keeps what connects each organization with the outside: its
// apps and accounts at providers of messages, its accounts at carriers, and the keys of
// all of them. There may be several of either; each row names its own.
//
// It links and proves them (calls of supervisors), gives the webhooks what proves
// a delivery and the sender and the set-up of numbers a client with its token. Keys
// that every webhook needs are held in memory, for only this package changes them.
// What a link comes to (app, account, templates) are entries that engine folds.
//
// It is not for setting a number up (provision) and speaks no provider's protocol:
// it works with channel's words, and relay says which providers there are.
package integration

import (
	"context"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Rows reads state rows. Not found is CodeNotFound.
type Rows interface {
	desk.Rows
	Orgs(ctx context.Context) ([]desk.OrgID, error)
}

// Secrets keeps what must not be read from the database alone.
type Secrets interface {
	Put(ctx context.Context, org desk.OrgID, name string, secret desk.Secret) error
	Get(ctx context.Context, org desk.OrgID, name string) (desk.Secret, error)
	Delete(ctx context.Context, org desk.OrgID, name string) error // of one that there is not: nothing
}

// Files opens what people uploaded. CodeNotFound for what is not there.
type Files interface {
	Describe(id desk.MediaID) (desk.Media, error)
	Get(id desk.MediaID) (*os.File, error)
}

// Config is what the service needs; Clock is time.Now if it is nil.
type Config struct {
	Rows     Rows
	Secrets  Secrets
	Recorder desk.Recorder
	Uses     UseStore // nil = nothing is noted of when credentials were used

	Providers []Provider // of messages; the first is that of apps, accounts and numbers that name none
	Carriers  []Carrier
	PublicURL string // the relay's own address; "" = nobody outside can reach it
	Files     Files  // those that the window uploaded; nil = none
	// Redirects says whether SMS of the organization's numbers at a carrier come here
	// for a set-up, or the address from before is still to be put back. nil = none do.
	Redirects func(ctx context.Context, org desk.OrgID, carrier string) (bool, error)

	Clock func() time.Time
}

// Service keeps the links. It may be used concurrently.
type Service struct {
	cfg      Config
	keys     keyCache
	practice atomic.Pointer[string] // see AnswersAt
	dying    sync.Mutex             // one death of a token is noted at a time
	uses     uses
}

// New makes the service.
func New(cfg Config) *Service {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	return &Service{cfg: cfg}
}

func (s *Service) now() int64 { return s.cfg.Clock().UnixMilli() }

// CallFunc answers a call of a person of the organization, with one of wire's types.
type CallFunc func(ctx context.Context, org desk.OrgID, user *desk.User, body []byte) (any, error)

// Calls gives everything that may be asked. Only supervisors may.
func (s *Service) Calls() map[string]CallFunc {
	return wire.ByName(
		supervised(wire.CallCarriers, s.listCarriers),
		supervised(wire.CallCarrierLink, s.linkCarrier),
		supervised(wire.CallCarrierState, s.carrierState),
		supervised(wire.CallCarrierUnlink, s.unlinkCarrier),
		supervised(wire.CallAppPut, s.putApp),
		supervised(wire.CallAppUnlink, s.unlinkApp),
		supervised(wire.CallAppAccess, s.appAccess),
		supervised(wire.CallWabaVerify, s.verifyWaba),
		supervised(wire.CallNumberProve, s.proveNumber),
		supervised(wire.CallWabaUnlink, s.unlinkWaba),
		supervised(wire.CallTemplatesPull, s.pullTemplates),
		supervised(wire.CallWebhooksLook, s.lookWebhooks),
		supervised(wire.CallStandingLook, s.lookStanding),
		supervised(wire.CallCredentialUses, s.listUses),
		supervised(wire.CallWebhooksSend, s.sendWebhooks),
		supervisedBy(wire.CallTemplateTake, s.takeTemplate),
		supervised(wire.CallTemplatePutBack, s.putTemplateBack),
		supervised(wire.CallTemplateCheck, s.checkTemplate),
		supervisedBy(wire.CallTemplateSubmit, s.submitTemplate),
		supervisedBy(wire.CallTemplateDelete, s.deleteTemplate),
		supervisedBy(wire.CallTemplateSample, s.sampleTemplate),
		supervisedBy(wire.CallPINTake, s.takePIN),
		supervisedBy(wire.CallPINPut, s.putPIN),
		supervisedBy(wire.CallNumberIdentity, s.putIdentityCheck),
	)
}

func supervised[B, A any](c wire.Request[B, A], f func(context.Context, desk.OrgID, B) (A, error)) wire.Handler[CallFunc] {
	return wire.Handler[CallFunc]{Name: c.Name, Do: func(ctx context.Context, org desk.OrgID, user *desk.User, body []byte) (any, error) {
		return wire.Supervised(user, body, func(in B) (A, error) { return f(ctx, org, in) })
	}}
}

// supervisedBy is supervised for what notes who asked.
func supervisedBy[B, A any](c wire.Request[B, A], f func(context.Context, desk.OrgID, *desk.User, B) (A, error)) wire.Handler[CallFunc] {
	return wire.Handler[CallFunc]{Name: c.Name, Do: func(ctx context.Context, org desk.OrgID, user *desk.User, body []byte) (any, error) {
		return wire.Supervised(user, body, func(in B) (A, error) { return f(ctx, org, user, in) })
	}}
}

// record appends an entry.
func (s *Service) record(ctx context.Context, org desk.OrgID, kind desk.EntryKind, payload any) error {
	out, err := desk.Record(ctx, s.cfg.Recorder, org, kind, payload)
	if err == nil && out.Quarantined {
		err = &desk.Error{Code: desk.CodeInternal, Op: "record " + string(kind)}
	}
	return err
}
