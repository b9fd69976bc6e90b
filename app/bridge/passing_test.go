package bridge_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/wire"
)

// told notes which method was called and with what, and answers with answer.
type told struct {
	calls  []string
	answer []any
}

func (c *told) note(name string, args ...any) []any {
	c.calls = append(c.calls, strings.TrimSpace(fmt.Sprintf("%s %v", name, args)))
	return c.answer
}

func (c *told) fails(name string, args ...any) error {
	err, _ := c.note(name, args...)[0].(error)
	return err
}

// text is for methods that answer with a text and an error.
func (c *told) text(name string, args ...any) (string, error) {
	a := c.note(name, args...)
	err, _ := a[1].(error)
	return a[0].(string), err
}

// account is what Session passes on to.
type account struct{ told }

func (a *account) State() bridge.AppState          { return a.note("State")[0].(bridge.AppState) }
func (a *account) StartPractice() error            { return a.fails("StartPractice") }
func (a *account) StartHere() (string, error)      { return a.text("StartHere") }
func (a *account) Connect(url string) error        { return a.fails("Connect", url) }
func (a *account) Retry() error                    { return a.fails("Retry") }
func (a *account) SignIn(email, pass string) error { return a.fails("SignIn", email, pass) }
func (a *account) LeavePractice() error            { return a.fails("LeavePractice") }
func (a *account) SignInTo(email, pass, org string) error {
	return a.fails("SignInTo", email, pass, org)
}
func (a *account) SwitchOrganization(org, pass string, force bool) (bridge.Switched, error) {
	v := a.note("SwitchOrganization", org, pass, force)
	err, _ := v[1].(error)
	return v[0].(bridge.Switched), err
}
func (a *account) SwitchUser(email string) error { return a.fails("SwitchUser", email) }
func (a *account) DismissMissed()                { a.note("DismissMissed") }
func (a *account) DismissRepairs()               { a.note("DismissRepairs") }
func (a *account) Claim(code, name, email, pass string) error {
	return a.fails("Claim", code, name, email, pass)
}
func (a *account) SignOut(force bool) (int, error) {
	v := a.note("SignOut", force)
	err, _ := v[1].(error)
	return v[0].(int), err
}

// computer is what System passes on to.
type computer struct{ told }

func (m *computer) Settings() bridge.Settings { return m.note("Settings")[0].(bridge.Settings) }
func (m *computer) SaveSettings(s bridge.Settings) error {
	return m.fails("SaveSettings", s)
}
func (m *computer) Abilities() bridge.Abilities { return m.note("Abilities")[0].(bridge.Abilities) }
func (m *computer) TestAlert() bridge.AlertTest { return m.note("TestAlert")[0].(bridge.AlertTest) }
func (m *computer) TestedAlert() bridge.AlertTest {
	return m.note("TestedAlert")[0].(bridge.AlertTest)
}
func (m *computer) SawAlert(id string) { m.note("SawAlert", id) }
func (m *computer) News(after int64) bridge.News {
	return m.note("News", after)[0].(bridge.News)
}
func (m *computer) Marked(n int64) string               { return m.note("Marked", n)[0].(string) }
func (m *computer) Plain(n int64, text string)          { m.note("Plain", n, text) }
func (m *computer) Viewing(thread string, focused bool) { m.note("Viewing", thread, focused) }

func (m *computer) Front(isFront bool)                  { m.note("Front", isFront) }
func (m *computer) OpenLink(url string) error           { return m.fails("OpenLink", url) }
func (m *computer) OpenMedia(id string) error           { return m.fails("OpenMedia", id) }
func (m *computer) SaveMedia(id string) (string, error) { return m.text("SaveMedia", id) }
func (m *computer) SaveMade(kind, name, content string) (string, error) {
	return m.text("SaveMade", kind, name, content)
}
func (m *computer) SaveTranscript(name string, doc bridge.Transcript) (bridge.SavedTranscript, error) {
	v := m.note("SaveTranscript", name, doc)
	err, _ := v[1].(error)
	return v[0].(bridge.SavedTranscript), err
}
func (m *computer) PastedPicture() (string, error)   { return m.text("PastedPicture") }
func (m *computer) Quit(keep, remember bool)         { m.note("Quit", keep, remember) }
func (m *computer) Copy(text string) (string, error) { return m.text("Copy", text) }

// distinct gives arguments of which no two are the same, so that two that are
// swapped are noticed.
func distinct(m reflect.Type) []reflect.Value {
	var args []reflect.Value
	bools := 0
	for i := 1; i < m.NumIn(); i++ {
		v := reflect.New(m.In(i)).Elem()
		switch v.Kind() {
		case reflect.String:
			v.SetString(fmt.Sprint("text", i))
		case reflect.Bool:
			v.SetBool(bools == 0)
			bools++
		case reflect.Int64:
			v.SetInt(int64(40 + i))
		case reflect.Struct:
			if s, is := v.Addr().Interface().(*bridge.Settings); is {
				*s = bridge.Settings{Theme: "dark", Volume: 7}
			} else {
				v.Field(0).SetString(fmt.Sprint("text", i))
			}
		default:
			panic("an argument of a kind that is not known: " + v.Kind().String())
		}
		args = append(args, v)
	}
	return args
}

// answers gives a method's results: something that is not empty, and for an error
// either the refusal or none.
func answers(m reflect.Type, refusal error) (all []any) {
	for i := range m.NumOut() {
		v := reflect.New(m.Out(i)).Elem()
		switch out := v.Interface().(type) {
		case bridge.AppState:
			out.Phase = bridge.PhaseReady
			all = append(all, out)
		case bridge.Settings:
			out.Theme = "light"
			all = append(all, out)
		case bridge.Abilities:
			out.Problems = []wire.Failure{{Subcode: "sound"}}
			all = append(all, out)
		case bridge.AlertTest:
			out.ID = "ntf_1"
			all = append(all, out)
		case bridge.Switched:
			out.Queued = 3
			all = append(all, out)
		case bridge.News:
			out.Seq = 9
			all = append(all, out)
		case bridge.SavedTranscript:
			out.Lacks = 2
			all = append(all, out)
		case string:
			all = append(all, "an answer")
		case int:
			all = append(all, 5)
		default:
			all = append(all, refusal)
		}
	}
	return all
}

// Session and System pass each call on to the method of the same name, with what
// they were given in the same order, and give back what it gives. Guards a method
// that calls its neighbour or swaps e-mail and password.
func TestServices_passOnToTheSameName(t *testing.T) {
	t.Parallel()
	of, with := &account{}, &computer{}
	for service, note := range map[any]*told{bridge.NewSession(of): &of.told, bridge.NewSystem(with, with): &with.told} {
		v := reflect.ValueOf(service)
		for i := range v.NumMethod() {
			name := v.Type().Method(i).Name
			for _, refusal := range []error{nil, errors.New("no")} {
				m := v.Type().Method(i).Type
				args := distinct(m)
				note.calls, note.answer = nil, answers(m, refusal)
				got := v.Method(i).Call(args)
				var given []any
				for _, a := range args {
					given = append(given, a.Interface())
				}
				want := strings.TrimSpace(fmt.Sprintf("%s %v", name, given))
				if len(note.calls) != 1 || note.calls[0] != want {
					t.Errorf("%T.%s calls %v, want %s", service, name, note.calls, want)
				}
				for k, out := range got {
					if !reflect.DeepEqual(out.Interface(), note.answer[k]) {
						t.Errorf("%T.%s gives %v, was given %v", service, name, out, note.answer[k])
					}
				}
			}
		}
	}
}

// outbox notes what is put into it.
type outbox struct {
	put     []wire.Queued
	calls   []string
	drafts  map[string]string
	queued  []wire.Queued
	refusal error
}

func (o *outbox) note(ctx context.Context, what string) error {
	if _, ok := ctx.Deadline(); !ok {
		what += " without a deadline"
	}
	o.calls = append(o.calls, what)
	return o.refusal
}

func (o *outbox) Put(ctx context.Context, q wire.Queued) error {
	o.put = append(o.put, q)
	return o.note(ctx, "put")
}
func (o *outbox) Queued(ctx context.Context) ([]wire.Queued, error) {
	return o.queued, o.note(ctx, "queued")
}
func (o *outbox) Retry(ctx context.Context, id string) error   { return o.note(ctx, "retry "+id) }
func (o *outbox) Discard(ctx context.Context, id string) error { return o.note(ctx, "discard "+id) }
func (o *outbox) Recall(ctx context.Context, id, draft string) ([]wire.Queued, error) {
	return o.queued, o.note(ctx, "recall "+id+" "+draft)
}
func (o *outbox) Release(ctx context.Context, interactionID string) error {
	return o.note(ctx, "release "+interactionID)
}
func (o *outbox) ReleaseAll(ctx context.Context) error { return o.note(ctx, "release all") }
func (o *outbox) ReleaseWith(ctx context.Context, clientID string) error {
	return o.note(ctx, "release with "+clientID)
}
func (o *outbox) Drafts(ctx context.Context) (map[string]string, error) {
	return o.drafts, o.note(ctx, "drafts")
}
func (o *outbox) SaveDraft(ctx context.Context, thread, text string) error {
	return o.note(ctx, "save "+thread+" "+text)
}

// attachments notes what is done to files.
type attachments struct {
	calls   []string
	bytes   []byte
	drafts  map[string][]wire.QueuedFile
	refusal error
}

func (a *attachments) note(what string, args ...any) error {
	a.calls = append(a.calls, strings.TrimSpace(fmt.Sprintln(append([]any{what}, args...)...)))
	return a.refusal
}

func (a *attachments) Begin(thread, name string, size int64) (string, error) {
	return "file_1", a.note("begin", thread, name, size)
}
func (a *attachments) Append(id string, b []byte) error {
	a.bytes = append(a.bytes, b...)
	return a.note("append", id)
}
func (a *attachments) End(_ context.Context, id string) (wire.QueuedFile, error) {
	return wire.QueuedFile{LocalID: id, MIME: "image/png"}, a.note("end", id)
}
func (a *attachments) BeginVoice(_ context.Context, thread string) (string, error) {
	return "file_2", a.note("begin voice", thread)
}
func (a *attachments) AppendVoice(id string, pcm []byte) (wire.VoiceSoFar, error) {
	a.bytes = append(a.bytes, pcm...)
	return wire.VoiceSoFar{Bytes: 7}, a.note("append voice", id)
}
func (a *attachments) Drop(_ context.Context, id string) error { return a.note("drop", id) }
func (a *attachments) Drafts(context.Context) (map[string][]wire.QueuedFile, error) {
	return a.drafts, a.note("drafts")
}
