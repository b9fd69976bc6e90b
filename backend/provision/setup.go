package provision

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// setup is a set-up's document. It holds no token, PIN or code. Times are Unix
// milliseconds, 0 = not yet.
type setup struct {
	// who and which
	Org        desk.OrgID       `json:"-"` // the document is its organization's
	ID         desk.SetupID     `json:"id"`
	Phone      desk.PhoneNumber `json:"phone"`
	Step       string           `json:"step"` // one of wire's
	CreatedBy  desk.UserID      `json:"createdBy"`
	CreatedAt  int64            `json:"createdAt"`
	UpdatedAt  int64            `json:"updatedAt"`
	Holder     desk.UserID      `json:"holder"`
	LeaseSince int64            `json:"leaseSince"`
	LeaseUntil int64            `json:"leaseUntil"`
	// The session that took the lease: its device ("" = none that signed in), and
	// the entry that opened it. Sessions of the holder from after that one do not
	// hold the lease: whoever signs in by a reset takes nothing over.
	HolderDevice  desk.DeviceID `json:"holderDevice"`
	HolderSession string        `json:"holderSession,omitempty"` // its name, which a changed password changes
	LeaseSeq      int64         `json:"leaseSeq"`
	LeaseHead     int64         `json:"leaseHead,omitempty"` // how far the record went when the lease was taken

	// Dropped set-ups are kept for their tries only, and are found by nobody.
	Dropped bool `json:"dropped,omitempty"`

	Asked *asking `json:"asked,omitempty"` // who would have it, nil = nobody since the lease began

	// at the carrier
	CarrierOwned bool   `json:"carrierOwned"`
	Carrier      string `json:"carrier,omitempty"`      // which has the number, "" = not known
	CarrierCalls bool   `json:"carrierCalls,omitempty"` // calls to the number can be answered here
	ListenUntil  int64  `json:"listenUntil,omitempty"`  // until when they are, unless a code was heard before
	// Of a set-up from before hook: the number's SMS address was empty and was filled.
	CarrierCountry string `json:"carrierCountry,omitempty"`
	HookSet        bool   `json:"hookSet,omitempty"`

	// at the provider
	AppID       desk.AppID  `json:"appId"`
	WabaID      desk.WabaID `json:"wabaId"`
	PhoneID     string      `json:"phoneId"`
	Added       desk.WabaID `json:"added,omitempty"` // the account to which this set-up added the number, "" = none; noted before it is added
	DisplayName string      `json:"displayName"`
	CodeMethod  string      `json:"codeMethod"`
	CodeAskedAt int64       `json:"codeAskedAt"`
	AskedSeq    int64       `json:"askedSeq"` // the record's head then: later sessions do not see that code
	CodeCameAt  int64       `json:"codeCameAt"`
	CameBy      string      `json:"cameBy,omitempty"`   // the key of the SMS or call that brought it
	ShownAt     int64       `json:"shownAt,omitempty"`  // when it went to a desktop of the holder
	CopiedAt    int64       `json:"copiedAt,omitempty"` // when the code that came last was copied
	// CodeExpiresAt is when the code that came last is over, or was: the gate has wiped it then.
	CodeExpiresAt int64 `json:"codeExpiresAt,omitempty"`
	ResendAt      int64 `json:"resendAt"`
	WrongCodes    int   `json:"wrongCodes"` // since CodeAskedAt
	tries
	VerifiedAt int64 `json:"verifiedAt"`
	NoPIN      bool  `json:"noPin,omitempty"`     // the provider registers without one
	LookedAt   int64 `json:"lookedAt,omitempty"`  // when the provider was asked last whether the number is verified
	LookAfter  int64 `json:"lookAfter,omitempty"` // it is not asked again before this

	Move *moving `json:"move,omitempty"` // nil = the number is new here

	// typed by the admin
	Name        string               `json:"name"`
	Description string               `json:"description"`
	ServiceName string               `json:"serviceName"`
	DataSource  []desk.KV            `json:"dataSource"`
	Profile     desk.BusinessProfile `json:"profile"`    // what the provider showed, or typed before there were profiles to choose
	ProfileID   desk.ProfileID       `json:"profileId"`  // chosen or made
	ProfileSeq  int64                `json:"profileSeq"` // its change that the provider took while finishing
	InboxID     desk.InboxID         `json:"inboxId"`
	AgentID     desk.UserID          `json:"agentId,omitempty"` // who gets an inbox of their own; not with InboxID

	// finishing
	FinishDone []string      `json:"finishDone"`
	RetryAt    int64         `json:"retryAt"` // the provider refuses before this
	NumberID   desk.NumberID `json:"numberId"`

	Problem     string     `json:"problem"` // of a set-up from before Said
	Said        *desk.Said `json:"said,omitempty"`
	ProblemCode int        `json:"problemCode"`
}

func (st *setup) leased(now int64) bool { return st.Holder != "" && st.LeaseUntil > now }

// listens says whether the calls to the number are answered here now.
func (st *setup) listens(now int64) bool { return st.ListenUntil > now && st.leased(now) }

func (st *setup) done() bool { return st.Step == wire.StepDone }

// clear forgets the last step's problem.
func (st *setup) clear() { st.Problem, st.Said, st.ProblemCode = "", nil, 0 }

// gateID is the set-up's name at the otp gate.
func (st *setup) gateID() desk.NumberID { return desk.NumberID(st.ID) }

func decode(org desk.OrgID, doc []byte) (*setup, error) {
	st := setup{Org: org}
	if err := json.Unmarshal(doc, &st); err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "read set-up", Err: err}
	}
	if st.Dropped {
		return nil, desk.Refuse(desk.CodeNotFound, "setup")
	}
	return &st, nil
}

// open gives an organization's set-ups that are not done.
func (s *Service) open(ctx context.Context, org desk.OrgID) ([]*setup, error) {
	docs, err := s.cfg.Store.OpenSetups(ctx, org)
	if err != nil {
		return nil, desk.Wrap("list set-ups", err)
	}
	list := make([]*setup, 0, len(docs))
	for _, doc := range docs {
		st, err := decode(org, doc)
		if err != nil {
			return nil, err
		}
		list = append(list, st)
	}
	return list, nil
}

// openOfAll gives those of every organization.
func (s *Service) openOfAll(ctx context.Context) ([]*setup, error) {
	orgs, err := s.cfg.Store.Orgs(ctx)
	if err != nil {
		return nil, desk.Wrap("list organizations", err)
	}
	var all []*setup
	for _, org := range orgs {
		list, err := s.open(ctx, org)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

func (s *Service) load(ctx context.Context, org desk.OrgID, id string) (*setup, error) {
	doc, err := s.cfg.Store.Setup(ctx, org, desk.SetupID(id))
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, desk.Refuse(desk.CodeNotFound, "setup")
	}
	if err != nil {
		return nil, desk.Wrap("read set-up", err)
	}
	return decode(org, doc)
}

// edit changes a set-up, whoever holds it.
func (s *Service) edit(ctx context.Context, org desk.OrgID, id desk.SetupID, change func(*setup) error) (*setup, error) {
	var st *setup
	now := s.now()
	err := s.cfg.Store.ChangeSetup(ctx, org, id, now, func(doc []byte) ([]byte, bool, error) {
		var err error
		if st, err = decode(org, doc); err != nil {
			return nil, false, err
		}
		if err = change(st); err != nil {
			return nil, false, err
		}
		st.UpdatedAt = now
		changed, err := json.Marshal(st)
		return changed, !st.done(), err
	})
	return st, desk.Wrap("keep set-up", err)
}

// step changes a set-up for the one who holds it, and keeps the lease: whoever
// works on it is there.
func (s *Service) step(ctx context.Context, c Caller, id desk.SetupID, change func(*setup) error) (*setup, error) {
	now := s.now()
	st, err := s.edit(ctx, c.Org, id, func(st *setup) error {
		if err := st.mine(c, now); err != nil {
			return err
		}
		st.LeaseUntil = now + leaseLife.Milliseconds()
		return change(st)
	})
	if desk.CodeOf(err) == desk.CodeNotFound {
		return nil, desk.Refuse(desk.CodeNotFound, "setup")
	}
	if err == nil {
		s.watch(st)
	}
	return st, err
}

// mine says why the caller may not go on with the set-up.
func (st *setup) mine(c Caller, now int64) error {
	switch {
	case st.done():
		return desk.Refuse(desk.CodeConflict, "setupDone")
	case st.Holder != c.User.ID || st.LeaseUntil <= now || c.Seq > st.LeaseSeq:
		return desk.Refuse(desk.CodeConflict, "leaseLost")
	}
	return nil
}

// watch makes the gate catch codes for the lease, until the number is verified.
func (s *Service) watch(st *setup) {
	now := s.now()
	s.presence.note(st, now)
	if st.VerifiedAt != 0 || !st.leased(now) {
		s.gate.Close(st.gateID(), otp.Holder{User: st.Holder})
		return
	}
	err := s.gate.Open(otp.Lease{
		Org: st.Org, NumberE164: st.Phone, NumberID: st.gateID(), Holder: otp.Holder{User: st.Holder},
		Since: time.UnixMilli(st.LeaseSince), Until: time.UnixMilli(st.LeaseUntil),
	})
	if err != nil {
		s.cfg.Log.Warn("code gate not opened", "setup_id", string(st.ID), "err", err)
	}
}

// show gives a set-up as a viewer's screen needs it.
func (s *Service) show(ctx context.Context, c Caller, st *setup) wire.Setup {
	live := st.leased(s.now())
	state, _ := desk.Circumstances{Verified: st.VerifiedAt != 0}.State()
	out := wire.Setup{
		State: string(state),
		ID:    string(st.ID), Phone: string(st.Phone), Display: phone.Format(st.Phone), Step: st.Step,
		AppID: string(st.AppID), WabaID: string(st.WabaID), PhoneID: st.PhoneID, DisplayName: st.DisplayName,
		CodeMethod: st.CodeMethod, CodeAskedAt: st.CodeAskedAt, CodeCameAt: st.CodeCameAt, CodeCopiedAt: st.CopiedAt, ResendAt: st.ResendAt,
		CarrierCalls: st.CarrierCalls, Listens: st.listens(s.now()), CodeShownAt: st.ShownAt, CodeExpiresAt: st.CodeExpiresAt,
		TryAt: safeAt(st.WrongAt, s.now(), wrongBounds), VerifiedAt: st.VerifiedAt, NoPIN: st.NoPIN, LookedAt: st.LookedAt, Name: st.Name, Description: st.Description, ServiceName: st.ServiceName,
		DataSource: make([]wire.KV, 0, len(st.DataSource)), InboxID: string(st.InboxID), AgentID: string(st.AgentID), ProfileID: string(st.ProfileID),
		FinishDone: append([]string{}, st.FinishDone...), NumberID: string(st.numberHere()),
		Problem: st.Problem, Said: wire.ErrorOf(st.Said.Err()), ProblemCode: st.ProblemCode, CarrierOwned: st.CarrierOwned, UpdatedAt: st.UpdatedAt,
		Profile: wire.Profile{
			About: st.Profile.About, Address: st.Profile.Address, Description: st.Profile.Description,
			Email: st.Profile.Email, Vertical: st.Profile.Vertical, Websites: append([]string{}, st.Profile.Websites...),
		},
	}
	out.Added = st.Added != "" && st.Added == st.WabaID
	if st.Move != nil {
		out.MoveFrom = string(st.Move.WabaID)
	}
	for _, kv := range st.DataSource {
		out.DataSource = append(out.DataSource, wire.KV{Key: kv.Key, Value: kv.Value})
	}
	if live {
		out.Holder, out.LeaseSince, out.LeaseUntil = string(st.Holder), st.LeaseSince, st.LeaseUntil
		s.showAsked(ctx, c, st, &out)
		out.Mine, out.HolderName = st.mine(c, s.now()) == nil, s.nameOf(ctx, c.Org, st.Holder)
	}
	if st.Step == wire.StepFinish {
		out.FinishStep = st.nextFinish()
	}
	return out
}

// showAsked gives who asked for the set-up, to its holder and to who asked, and when the
// viewer may take it over.
func (s *Service) showAsked(ctx context.Context, c Caller, st *setup, out *wire.Setup) {
	isHolder := st.Holder == c.User.ID
	if !isHolder {
		goneAt := s.goneAt(st.ID)
		out.HolderGone, out.TakeOverAt = goneAt != 0, st.takeOverAt(c.User.ID, goneAt)
	}
	switch {
	case isHolder && st.Asked.waits():
		out.AskedAt, out.AskedBy = st.Asked.At, s.nameOf(ctx, c.Org, st.Asked.By)
	case !isHolder && st.Asked != nil && st.Asked.By == c.User.ID:
		out.AskedAt, out.KeptAt = st.Asked.At, st.Asked.KeptAt
	}
}

// nameOf gives a person's name, "" when it is not known: the readers of sentences
// have a word for that.
func (s *Service) nameOf(ctx context.Context, org desk.OrgID, id desk.UserID) string {
	u, err := desk.Get[*desk.User](ctx, s.cfg.Rows, org, desk.RowUser, id)
	if err != nil {
		return ""
	}
	return u.Name
}

// nextFinish is the step of finishing that comes next, "" when all are done.
func (st *setup) nextFinish() string {
	for _, name := range finishOrder {
		if !slices.Contains(st.FinishDone, name) {
			return name
		}
	}
	return ""
}

// use is what has a phone number already; the zero value is nothing.
type use struct {
	name  string // of our number, or the phone number itself while it is being set up
	setUp bool   // it is being set up
	by    string // who sets it up, "" = nobody at the moment, or somebody without a name
	sms   string // the name of our SMS channel that has it, "" = none
}

// usedBy finds which number or set-up of ours has a phone number. An SMS channel leaves
// its number free for WhatsApp.
func (s *Service) usedBy(ctx context.Context, org desk.OrgID) (func(digits string) use, error) {
	numbers, err := s.numbers(ctx, org)
	if err != nil {
		return nil, err
	}
	setups, err := s.open(ctx, org)
	if err != nil {
		return nil, err
	}
	used := map[string]use{}
	for _, st := range setups {
		u := use{name: string(st.Phone), setUp: true}
		if st.leased(s.now()) {
			u.by = s.nameOf(ctx, org, st.Holder)
		}
		used[phone.SameDigits(string(st.Phone))] = u
	}
	for _, n := range numbers {
		digits := phone.SameDigits(string(n.Phone))
		switch u := used[digits]; {
		case n.Deleted:
		case n.Channel.Named() == desk.SMS:
			u.sms = n.Name
			used[digits] = u
		default:
			used[digits] = use{name: n.Name, sms: u.sms}
		}
	}
	return func(digits string) use { return used[digits] }, nil
}

// digitsOf gives what a person typed without what is written for reading only.
func digitsOf(number string) string {
	out := make([]byte, 0, len(number))
	for _, b := range []byte(number) {
		if b >= '0' && b <= '9' {
			out = append(out, b)
		}
	}
	return string(out)
}
