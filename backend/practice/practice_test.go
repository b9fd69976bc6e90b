package practice

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const org = desk.OrgID("org_practice")

// pretend is a relay that notes what practice asks of it, and does as much of it
// as the next start has to find.
type pretend struct {
	t       *testing.T
	users   []*desk.User
	numbers []*desk.Number
	asked   []string          // names of calls and commands
	bodies  map[string]string // the last of each
	by      map[desk.UserID]bool
	secrets map[string]string // password by address
	refuse  string            // the call that fails
}

func (r *pretend) rows() (rows desktest.Rows) {
	for _, u := range r.users {
		rows = append(rows, u)
	}
	for _, n := range r.numbers {
		rows = append(rows, n)
	}
	return rows
}

func (r *pretend) Row(ctx context.Context, o desk.OrgID, ref desk.Ref) (desk.Row, error) {
	return r.rows().Row(ctx, o, ref)
}

func (r *pretend) List(ctx context.Context, o desk.OrgID, l desk.List) ([]desk.Row, error) {
	return r.rows().List(ctx, o, l)
}

func (r *pretend) Seed(_ context.Context, o desk.OrgID, u desk.User, password string) error {
	if o != org {
		r.t.Errorf("%s was made in %s", u.Email, o)
	}
	r.users, r.secrets[u.Email] = append(r.users, &u), password
	return nil
}

func (r *pretend) Submit(_ context.Context, s desk.Submission) ([]desk.Outcome, error) {
	var c desk.CommandEntry
	if err := json.Unmarshal(s.Proposals[0].Payload, &c); err != nil {
		return nil, err
	}
	r.note(c.UserID, c.Name, c.Body)
	res := wire.Result{Body: json.RawMessage(`{"id":"inb_1"}`)}
	if r.refuse == c.Name {
		res.Error = wire.ErrorOf(desk.Refuse(desk.CodeConflict, "nameTaken"))
	}
	answer, err := json.Marshal(res)
	return []desk.Outcome{{Answer: answer}}, err
}

func (r *pretend) note(by desk.UserID, name string, body []byte) {
	r.asked, r.bodies[name], r.by[by] = append(r.asked, name), string(body), true
}

func (r *pretend) call(_ context.Context, by *desk.User, d desk.DeviceID, name string, body []byte) (any, error) {
	r.note(by.ID, name, body)
	if d == "" {
		r.t.Errorf("%s comes from no device", name)
	}
	if r.refuse == name {
		return nil, desk.Refuse(desk.CodeUnavailable, "offline")
	}
	switch name {
	case wire.CallAppPut.Name:
		return wire.AppAccess{ID: sandbox.DefaultAppID, VerifyToken: "verify me"}, nil
	case wire.CallSetupFinish.Name:
		r.numbers = append(r.numbers, &desk.Number{ID: "num_1"})
	}
	return wire.Setup{ID: "set_1"}, nil
}

// place is a data directory with the relay beside it.
type place struct {
	*pretend
	dir string
	url string // where the sandbox delivers
}

func newPlace(t *testing.T) *place {
	t.Helper()
	r := &pretend{t: t, bodies: map[string]string{}, by: map[desk.UserID]bool{}, secrets: map[string]string{}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if q := req.URL.Query(); q.Get("hub.verify_token") == "verify me" {
			_, _ = io.WriteString(w, q.Get("hub.challenge"))
		}
	}))
	t.Cleanup(srv.Close)
	return &place{pretend: r, dir: t.TempDir(), url: srv.URL}
}

// start opens practice and begins, as a relay's start does.
func (p *place) start() (*Practice, error) {
	p.t.Helper()
	pr, err := Open(p.t.Context(), Config{DataDir: p.dir, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(pr.Stop)
	return pr, pr.Begin(p.t.Context(), Relay{Org: org, PublicURL: p.url, Rows: p.pretend, People: p.pretend, Recorder: p.pretend, Call: p.call})
}

func TestBegin_theFirstStartMakesPeopleAndANumber(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	pr, err := p.start()
	if err != nil {
		t.Fatal(err)
	}
	var people []string
	for _, u := range p.users {
		people = append(people, u.Email+" "+string(u.Role))
		if !u.Active || !u.WhatsApp || u.Capacity == 0 || u.ID == "" || p.secrets[u.Email] != pr.Password {
			t.Errorf("%s cannot work: %+v", u.Email, u)
		}
	}
	if want := []string{Owner + " owner", Ana + " agent", Bruno + " agent"}; !slices.Equal(people, want) {
		t.Errorf("people %v, want %v", people, want)
	}
	if len(p.by) != 1 || !p.by[p.users[0].ID] {
		t.Errorf("asked by %v, want the owner", p.by)
	}
	var inbox wire.PutInbox
	if err := json.Unmarshal([]byte(p.bodies[wire.CmdPutInbox.Name]), &inbox); err != nil || len(inbox.Members) != 3 {
		t.Errorf("the inbox has %v, %v", inbox.Members, err)
	}
	if !strings.Contains(p.bodies[wire.CallSetupSave.Name], `"inb_1"`) || len(p.numbers) != 1 {
		t.Errorf("%d numbers, the last step said %s", len(p.numbers), p.bodies[wire.CallSetupSave.Name])
	}
}

// The second start finds what the first has made, and adds nothing to it; what
// opens the people is the same.
func TestBegin_laterStartsAddNothing(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	first, err := p.start()
	if err != nil {
		t.Fatal(err)
	}
	first.Stop()
	p.asked = nil
	second, err := p.start()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.users) != 3 || len(p.numbers) != 1 || slices.Contains(p.asked, wire.CmdPutInbox.Name) || slices.Contains(p.asked, wire.CallSetupBegin.Name) {
		t.Errorf("%d people, %d numbers, asked %v", len(p.users), len(p.numbers), p.asked)
	}
	if second.Password != first.Password || second.Password == "" {
		t.Errorf("the password changed: %v", second.Password != first.Password)
	}
}

// A start that broke off after the people, or after the inbox, goes on.
func TestBegin_goesOnWhereAStartBrokeOff(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		wire.CallAppPut.Name, wire.CallWabaVerify.Name, wire.CallCarrierLink.Name, wire.CmdImportOptIns.Name, wire.CmdPutInbox.Name,
		wire.CallSetupBegin.Name, wire.CallSetupConnect.Name, wire.CallSetupSave.Name, wire.CallSetupFinish.Name,
	} {
		p := newPlace(t)
		p.refuse = name
		pr, err := p.start()
		if err == nil || len(p.numbers) != 0 {
			t.Errorf("%s fails: %v, %d numbers", name, err, len(p.numbers))
		}
		pr.Stop()
		p.refuse = ""
		if _, err := p.start(); err != nil || len(p.users) != 3 || len(p.numbers) != 1 {
			t.Errorf("after %s had failed: %v, %d people, %d numbers", name, err, len(p.users), len(p.numbers))
		}
	}
}

func TestBegin_withoutItsOwnerSaysSo(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.users = []*desk.User{{ID: "usr_x", Email: "x@example.com", Role: desk.RoleOwner}}
	if _, err := p.start(); err == nil || len(p.asked) != 0 || len(p.users) != 1 {
		t.Errorf("%v; asked %v, %d people", err, p.asked, len(p.users))
	}
}

// Nothing of practice leaves the computer: the sandbox listens here, delivers to
// its relay only, and what it gives as Meta's links leads back to it.
func TestOpen_staysOnThisComputer(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	pr, err := p.start()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(pr.URL)
	if err != nil || !net.ParseIP(u.Hostname()).IsLoopback() {
		t.Errorf("the sandbox listens at %s, %v", pr.URL, err)
	}
	for name, body := range p.bodies {
		if strings.Contains(body, "facebook.com") || strings.Contains(body, "nexmo.com") || strings.Contains(body, "vonage.com") {
			t.Errorf("%s names a real provider: %s", name, body)
		}
	}
	pr.Stop()
	var d net.Dialer
	if c, err := d.DialContext(t.Context(), "tcp", u.Host); err == nil {
		_ = c.Close()
		t.Error("it still listens after it was stopped")
	}
}

func TestPassword_isForThisAccountOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "practice-password")
	first, err := passwordIn(path)
	if err != nil || len(first) < 32 {
		t.Fatalf("%d characters, %v", len(first), err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	if again, err := passwordIn(path); err != nil || again != first {
		t.Errorf("at the next start another one: %v", err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if anew, err := passwordIn(path); err != nil || anew == first || anew == "" {
		t.Errorf("an empty file opens practice with %d characters, %v", len(anew), err)
	}
	if _, err := passwordIn(filepath.Join(path, "x")); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where nothing can be written: %v", err)
	}
}

// The panel hears that something happened, until practice is stopped.
func TestWatch_tellsUntilItIsStopped(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	pr, err := p.start()
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan struct{}, 1)
	pr.Watch(func(view.Body) {
		select {
		case heard <- struct{}{}:
		default:
		}
	})
	for _, add := range []string{"Ines", "Jorge"} {
		if err := pr.putCustomer(sandbox.Customer{Name: add, Country: "PT"}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-heard:
		case <-time.After(time.Minute):
			t.Fatalf("the panel hears nothing of %s", add)
		}
	}
	pr.Stop()
	pr.Stop() // twice is once
}

func TestPutCustomer_changesWhoIsThereAndKeepsWhoTheyAre(t *testing.T) {
	t.Parallel()
	pr := &Practice{world: sandbox.New(sandbox.Config{}), now: time.Now}
	before := pr.world.Customers()
	c := before[0]
	userID, identity := c.UserID, c.Identity
	c.Blocked, c.UserID, c.Identity = true, "forged", identity+7
	if err := pr.putCustomer(c); err != nil {
		t.Fatal(err)
	}
	after := pr.world.Customers()
	at := slices.IndexFunc(after, func(other sandbox.Customer) bool { return other.ID == c.ID })
	if len(after) != len(before) || at < 0 || !after[at].Blocked || after[at].UserID != userID || after[at].Identity != identity {
		t.Errorf("%d customers, %+v", len(after), after)
	}
	c.Identity = identity + 1
	if err := pr.putCustomer(c); err != nil || pr.world.Customers()[at].Identity != identity+1 {
		t.Errorf("another phone: %v, %+v", err, pr.world.Customers()[at])
	}
	for len(pr.world.Customers()) < maxCustomers {
		if err := pr.putCustomer(sandbox.Customer{Name: "One more", Country: "PT"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := pr.putCustomer(sandbox.Customer{Name: "One too many", Country: "PT"}); desk.CodeOf(err) != desk.CodeInvalid || len(pr.world.Customers()) != maxCustomers {
		t.Errorf("beyond what the panel shows: %v, %d", err, len(pr.world.Customers()))
	}
}
