package signup

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// document is a sign-up's document. It holds no token, code or state.
type document struct {
	row desk.SignUp // as it was read

	// for what
	AppID    desk.AppID   `json:"appId"`
	ConfigID string       `json:"configId"`
	SetupID  desk.SetupID `json:"setupId,omitempty"`
	Way      string       `json:"way"` // one of wire's

	// who began it: a person in a session
	User    desk.UserID   `json:"user"`
	Device  desk.DeviceID `json:"device,omitempty"`
	Session string        `json:"session,omitempty"`
	Seq     int64         `json:"seq,omitempty"`

	// on a hosted page; see hosted.go
	Hosted    bool   `json:"hosted,omitempty"`
	Page      string `json:"page,omitempty"`     // its address
	OpenedAt  int64  `json:"openedAt,omitempty"` // when a browser was led there, 0 = not yet
	Closed    bool   `json:"closed,omitempty"`   // what comes from there is not for it any more
	Found     *found `json:"found,omitempty"`    // what came from there
	Confirmed bool   `json:"confirmed,omitempty"`

	Stage string     `json:"stage"`          // one of wire's, or ended
	Back  string     `json:"back,omitempty"` // hash of the state of a redirect that is awaited
	Said  *desk.Said `json:"said,omitempty"` // how the last try failed
	Step  string     `json:"step,omitempty"` // where in the window it was cancelled

	// what the browser said; nothing of it is proven
	Account  string `json:"account,omitempty"`
	Number   string `json:"number,omitempty"`
	Business string `json:"business,omitempty"`
	NoNumber bool   `json:"noNumber,omitempty"`

	Accounts []account   `json:"accounts,omitempty"` // what the token reaches
	WabaID   desk.WabaID `json:"wabaId,omitempty"`   // what was integrated
}

type account struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Review       string `json:"review"`
	Verification string `json:"verification"`
}

func accountsOf(list []channel.Account) []account {
	out := make([]account, 0, len(list))
	for _, a := range list {
		out = append(out, account{
			ID: a.ID, Name: desk.Clip(desk.Visible(a.Name), longestName), Review: desk.Clip(a.ReviewStatus, longestName),
			Verification: desk.Clip(a.Verification, longestName),
		})
	}
	return out
}

// longestName bounds a provider's text, in bytes.
const longestName = 300

func (d *document) place() channel.SignUpPlace {
	return channel.SignUpPlace{App: d.AppID, Config: d.ConfigID, OnPhone: d.Way == wire.WayOnPhone}
}

// secretText makes what is given to a browser once, and its hash, which is stored.
func secretText() (text, hash string) {
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck,gosec // crypto/rand.Read never fails since Go 1.24
	text = base64.RawURLEncoding.EncodeToString(b)
	return text, hashOf(text)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func read(row desk.SignUp) (*document, error) {
	d := document{row: row}
	if err := json.Unmarshal(row.Doc, &d); err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "read sign-up", Err: err}
	}
	return &d, nil
}

// live gives a sign-up that is not over.
func (s *Service) live(row desk.SignUp, err error) (*document, error) {
	if err == nil && row.Until <= s.now() {
		err = desk.Refuse(desk.CodeNotFound, "")
	}
	if err != nil {
		return nil, err
	}
	d, err := read(row)
	if err == nil && d.Stage == stageEnded {
		return nil, desk.Refuse(desk.CodeNotFound, "")
	}
	return d, err
}

// edit changes a sign-up that is not over. What change sets in row (key, until) is kept
// too.
func (s *Service) edit(ctx context.Context, d *document, change func(*document) error) (*document, error) {
	var now *document
	err := s.cfg.Store.ChangeSignUp(ctx, d.row.Org, d.row.ID, func(row *desk.SignUp) error {
		var err error
		if now, err = s.live(*row, nil); err != nil {
			return err
		}
		if err = change(now); err != nil {
			return err
		}
		now.row.Doc, err = json.Marshal(now)
		*row = now.row
		return err
	})
	return now, desk.Wrap("keep sign-up", err)
}

// at moves a sign-up to a stage, and gives it the time that this stage has.
func (s *Service) at(d *document, stage string, life time.Duration) {
	d.Stage, d.row.Until = stage, s.now()+life.Milliseconds()
}

// show gives a sign-up as the wizard needs it.
func (s *Service) show(ctx context.Context, d *document) (wire.SignUp, error) {
	out := wire.SignUp{
		ID: string(d.row.ID), AppID: string(d.AppID), SetupID: string(d.SetupID), Way: d.Way, Stage: d.Stage, Until: d.row.Until,
		Accounts: make([]wire.SignUpAccount, 0, len(d.Accounts)), WabaID: string(d.WabaID), PhoneID: d.Number, NoNumber: d.NoNumber,
		Step: d.Step, Said: wire.ErrorOf(s.saidOf(d).Err()), Hosted: d.Hosted,
	}
	if d.Hosted && !d.Confirmed {
		out.PhoneID, out.BusinessID = "", d.shownBusiness()
		if out.BusinessID == "" {
			return out, nil // whose account it is has to be shown by the person first
		}
	}
	if out.WabaID == "" {
		out.WabaID = d.Account
	}
	linked, err := desk.Find[*desk.Waba](ctx, s.cfg.Rows, d.row.Org, desk.Wabas.With())
	if err != nil {
		return out, desk.Wrap("list accounts", err)
	}
	here := map[desk.WabaID]bool{}
	for _, w := range linked {
		here[w.ID] = true
	}
	for _, a := range d.Accounts {
		out.Accounts = append(out.Accounts, wire.SignUpAccount{
			ID: a.ID, Name: a.Name, Review: a.Review, Verification: a.Verification, Linked: here[desk.WabaID(a.ID)],
		})
	}
	return out, nil
}
